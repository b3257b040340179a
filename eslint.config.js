import { configs as lit } from 'eslint-plugin-lit';
import { configs as wc } from 'eslint-plugin-wc';
import ts from 'typescript-eslint';

// Which folder may import which is checked by scripts/check-architecture.ts: flat config replaces a rule's options, it does not merge them.
export default ts.config(
  { ignores: ['dist/', '**/node_modules/', 'coverage/', 'test/corpora/'] },
  ...ts.configs.recommended,
  lit['flat/recommended'],
  wc['flat/recommended'],
  {
    rules: {
      eqeqeq: 'error',
      'no-console': 'off',
      'no-eval': 'error',
      'no-new-func': 'error',
      'no-implied-eval': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      // What merges into an interface of the browser can only be one.
      '@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'with-single-extends' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', prefer: 'type-imports', disallowTypeAnnotations: false },
      ],
      'no-restricted-properties': [
        'error',
        ...['innerHTML', 'outerHTML'].map((property) => ({ property, message: 'Build nodes; a string of HTML can be bypassed.' })),
        ...['insertAdjacentHTML', 'setHTMLUnsafe'].map((property) => ({
          property,
          message: 'Build nodes; a string of HTML can be bypassed.',
        })),
        { object: 'document', property: 'write', message: 'Build nodes; a string of HTML can be bypassed.' },
      ],
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['lit/directives/unsafe-*'], message: 'Build nodes; a string of HTML can be bypassed.' }] },
      ],
    },
  },
  {
    files: ['test/**', 'scripts/**', 'bench/**'],
    rules: {
      // Tests set up what an attacker or a host page does, and benches what others do, strings of HTML included.
      'no-restricted-properties': 'off',
      '@typescript-eslint/no-unused-expressions': 'off',
    },
  },
);
