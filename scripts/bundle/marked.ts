import ts from 'typescript';
import type { Plugin } from 'vite';
import { change, rewrite } from './change-library.ts';

/**
 * Of marked only the lexer is used: answers become nodes, never HTML. Its file ends by making an instance of the whole parser, which
 * would keep renderer, hooks and all. And it is used as it is by default: GitHub's markdown, no extensions, nothing pedantic.
 *
 * To be deleted when marked ships its parts as modules of their own.
 */
export function onlyTheLexer(): Plugin {
  return change('only-the-lexer', /[\\/]marked[\\/]lib[\\/]marked\.esm\.js$/, (code) => {
    const instance = /var (\w+)=new \w+;function \w+\(\w+,\w+\)\{return \1\.parse[^]*?export\{/;
    const exported = /export\{([^}]*)\}/.exec(code)?.[1];
    if (exported === undefined || !instance.test(code)) return null;
    const kept = exported.split(',').filter((entry) => /\bas (Lexer|Tokenizer)$/.test(entry));
    if (kept.length !== 2) return null;
    const lexer = rewrite(code.replace(new RegExp(`${instance.source}[^}]*\\}`), `export{${kept.join(',')}}`), [
      [/let \w+=(\{other:\w+,)block:(\w+)\.normal,inline:(\w+)\.normal\};this\.options\.pedantic\?.*?,this\.tokenizer\.rules=\w+\}/, RULES],
      [/\{normal:\w+,gfm:(\w+),pedantic:\w+\}/, 'whenUsed($1)'],
      [/\{normal:\w+,gfm:(\w+),breaks:\w+,pedantic:\w+\}/, 'whenUsed($1)'],
      [/,lheading:\w+(,list:\w+,newline:\w+),paragraph:\w+,table:\w+/, '$1'],
      [/_backpedal:\w+,(anyPunctuation:)/, '$1'],
      [/,del:\w+,delLDelim:\w+,delRDelim:\w+,emStrongLDelim:\w+,emStrongRDelimAst:\w+/, ''],
      [/,text:\w+,url:\w+\}/, '}'],
      [/(getRegex:\(\)=>)new RegExp\((\w+),(\w+)\)/, '$1({source:$2,flags:$3})'],
      [/this\.options\.pedantic/g, '!1'],
      [/this\.options\.gfm/g, '!0'],
      [/this\.options\.extensions/g, 'null'],
      [/this\.options\.hooks\?\.\w+\?\.call\(\{lexer:this\},(\w+)\)\?\?\1/, '$1'],
      [/infiniteLoopError\(e\)\{[^}]*?else throw new Error\(t\)\}/, 'infiniteLoopError(){throw Error()}'],
      [/static get rules\(\)\{[^}]*\}\}/, ''],
      [/static lexInline\(e,t\)\{[^}]*\}/, ''],
    ]);
    return lexer && onlyWhatIsReached(`${WHEN_USED}\n${lexer}`);
  });
}

/** The one set of rules that is left. */
const RULES = 'this.tokenizer.rules=$1block:$2,inline:$3}}';

/** Half of the time that the script took to load went into rules that are not asked for before an answer is shown. */
const WHEN_USED = `function whenUsed(rules) {
  const made = {};
  for (const name in rules) {
    Object.defineProperty(made, name, { get() {
      const { source, flags, exec } = rules[name];
      return exec ? rules[name] : (rules[name] = new RegExp(source, flags));
    } });
  }
  return made;
}`;

/**
 * What the exports of a file need, and nothing else. The bundler keeps what might do something while the file is loaded; of a file
 * that only declares, as marked's rules do by calling functions, that is too careful.
 */
function onlyWhatIsReached(code: string): string {
  const declared = new Map<string, string>();
  const roots: string[] = [];
  for (const statement of ts.createSourceFile('library.js', code, ts.ScriptTarget.Latest, true).statements) {
    if (ts.isVariableStatement(statement)) {
      for (const declaration of statement.declarationList.declarations)
        declared.set(declaration.name.getText(), `var ${declaration.getText()};`);
    } else if ((ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) && statement.name) {
      declared.set(statement.name.text, statement.getText());
    } else roots.push(statement.getText());
  }
  const reached = new Set<string>();
  const reach = (text: string): void => {
    for (const [name] of text.matchAll(/[\w$]+/g)) {
      if (!declared.has(name) || reached.has(name)) continue;
      reached.add(name);
      reach(declared.get(name)!);
    }
  };
  roots.forEach(reach);
  return [...[...declared].filter(([name]) => reached.has(name)).map(([, text]) => text), ...roots].join('\n');
}
