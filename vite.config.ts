import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin, type UserConfig } from 'vite';
import { onePurifier } from './scripts/bundle/dompurify.ts';
import { wholeLines } from './scripts/bundle/eventsource-parser.ts';
import { launcherTexts } from './scripts/bundle/launcher-texts.ts';
import { loaderFacts } from './scripts/bundle/loader-facts.ts';
import { noLitGlobals, onePolicy, settledStyles } from './scripts/bundle/lit.ts';
import { onlyTheLexer } from './scripts/bundle/marked.ts';
import { finalMinifier, secondMinifier } from './scripts/bundle/second-minifier.ts';
import { tightTemplates } from './scripts/bundle/tight-templates.ts';
import { LAUNCHER_TEXTS } from './src/widget/locales/launcher-texts.ts';
import manifest from './package.json' with { type: 'json' };

/**
 * Seven builds into one `dist/`, each by its `--mode`:
 *
 * - `script`: the one self-contained file of the script tag;
 * - `loader`: the same tag for pages that count bytes, after `script`;
 * - `checklist`: what that one fetches for the owner alone;
 * - `locales`: what both fetch of another language than English, a file each;
 * - `modules`: ES modules for bundlers, their dependencies left to the bundler;
 * - `proxy`: the proxy and its command; Web standards and Node;
 * - `api`: the API and its command, for Node.
 *
 * `npm run build` (scripts/build.ts) runs all of them.
 */
export default defineConfig(({ mode }): UserConfig => {
  switch (mode) {
    case 'modules':
      return shared({
        lib: {
          entry: { index: 'src/module.ts', element: 'src/widget/element/assisters-chat.ts', client: 'src/client/index.ts' },
          formats: ['es'],
        },
        external: Object.keys(manifest.dependencies).map((name) => new RegExp(`^${name}(/|$)`)),
        plugins: [launcherTexts()],
      });
    case 'locales':
      return shared({
        lib: {
          entry: Object.fromEntries(Object.keys(LAUNCHER_TEXTS).map((tag) => [`locales/${tag}`, `src/widget/locales/${tag}.ts`])),
          formats: ['es'],
        },
        external: [],
      });
    case 'checklist':
      return shared({ lib: { entry: { checklist: 'src/checklist/show-checklist.ts' }, formats: ['es'] }, external: [] });
    case 'proxy':
      return shared({
        lib: {
          entry: {
            proxy: 'src/proxy/index.ts',
            'proxy-node': 'src/proxy/runtimes/node.ts',
            'assisters-proxy': 'src/cli/assisters-proxy.ts',
          },
          formats: ['es'],
        },
        // The proxy takes what it uses with it.
        external: [/^node:/],
        plugins: [shebang()],
        node: true,
      });
    case 'api':
      return shared({
        lib: { entry: { api: 'src/api/index.ts', 'assisters-api': 'src/cli/assisters-api.ts' }, formats: ['es'] },
        external: [/^node:/, ...Object.keys(manifest.peerDependencies).map((name) => new RegExp(`^${name}(/|$)`))],
        plugins: [shebang()],
        node: true,
      });
    case 'loader':
      return shared({
        lib: { entry: { loader: 'src/loader/loader.ts' }, formats: ['iife'], name: 'assistersLoader' },
        external: [],
        plugins: [loaderFacts(), finalMinifier()],
      });
    default:
      return shared({
        lib: { entry: { 'assisters-chat': 'src/index.ts' }, formats: ['iife'], name: 'assistersChatScript' },
        external: [],
        plugins: [
          noLitGlobals(),
          settledStyles(),
          onePolicy(),
          onlyTheLexer(),
          onePurifier(),
          wholeLines(),
          tightTemplates(),
          launcherTexts(),
          secondMinifier(),
        ],
        // Files of their own, which a script that is one file can only fetch.
        alias: Object.fromEntries(
          ['checklist', 'locale'].map((name) => [
            `./load-${name}.ts`,
            fileURLToPath(new URL(`src/widget/element/fetch-${name}.ts`, import.meta.url)),
          ]),
        ),
        licences: true,
      });
  }
});

interface Parts {
  lib: { entry: Record<string, string>; formats: ['es'] | ['iife']; name?: string };
  external: (string | RegExp)[];
  plugins?: Plugin[];
  alias?: Record<string, string>;
  node?: boolean;
  licences?: boolean;
}

function shared({ lib, external, plugins = [], alias = {}, node = false, licences = false }: Parts): UserConfig {
  const iife = lib.formats[0] === 'iife';
  return {
    publicDir: false,
    plugins,
    resolve: { alias },
    ...(node ? { ssr: { noExternal: true, target: 'node' } } : {}),
    build: {
      outDir: 'dist',
      emptyOutDir: false,
      target: node ? 'node20' : ['chrome123', 'firefox128', 'safari17.5'],
      // Vite keeps white space in ES libraries; the bundler's own minifier does not.
      minify: false,
      license: licences ? { fileName: 'assisters-chat.licenses.md' } : false,
      ...(node ? { ssr: true } : {}),
      lib: { ...lib, fileName: (_format, name) => `${name}.js` },
      rolldownOptions: {
        external,
        output: {
          // One self-contained file; modules and servers share what they share.
          ...(iife ? { codeSplitting: false } : {}),
          minify: !node,
          // Licences stand in a file of their own.
          comments: { legal: false },
          chunkFileNames: 'chunks/[name]-[hash].js',
          ...(licences ? { postBanner: `/*! Assisters Chat ${manifest.version} | MIT | licences: assisters-chat.licenses.md */` } : {}),
        },
      },
    },
  };
}

/** Makes the two commands programs of their own. */
function shebang(): Plugin {
  return {
    name: 'shebang',
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type === 'chunk' && file.isEntry && /^assisters-(api|proxy)$/.test(file.name) && !file.code.startsWith('#!')) {
          file.code = `#!/usr/bin/env node\n${file.code}`;
        }
      }
    },
  };
}
