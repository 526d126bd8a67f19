import js from '@eslint/js';
import jsdoc from 'eslint-plugin-jsdoc';
import tseslint from 'typescript-eslint';

/** Sizes that keep a function on a screen and a file to one idea. */
const sizes = {
  'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
  'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
  complexity: ['error', 12],
};

/** Whatever differs from machine to machine comes through the Host, so that a test can hand it in. */
const ofThisMachine = [
  ["NewExpression[callee.name='Date'][arguments.length=0]", 'The clock is Host.now().'],
  ["MemberExpression[object.name='Date'][property.name='now']", 'The clock is Host.now().'],
  ["[callee.property.name='localeCompare'][arguments.length=1]", 'Name the locale to sort in.'],
  ['MemberExpression[property.name=/^toLocale/]', 'The output is the same in every locale.'],
].map(([selector, message]) => ({ selector, message }));

export default tseslint.config(
  { ignores: ['build/', 'dist/', 'node_modules/', 'fixtures/hosts/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
  {
    files: ['src/**/*.ts'],
    plugins: { jsdoc },
    rules: {
      ...sizes,
      'no-console': 'error',
      'jsdoc/require-jsdoc': [
        'error',
        {
          publicOnly: true,
          require: { FunctionDeclaration: true, ClassDeclaration: true, MethodDefinition: false },
        },
      ],
    },
  },
  {
    files: ['src/**/*.ts', 'test/{unit,crash,helpers}/**/*.ts'],
    ignores: ['src/host/create-host.ts'],
    rules: { 'no-restricted-syntax': ['error', ...ofThisMachine] },
  },
  {
    files: ['test/**/*.ts', 'scripts/**/*.ts'],
    rules: { 'max-lines': sizes['max-lines'] },
  },
  {
    files: ['bin/*.js', 'test/strange/*.cjs', 'scripts/**/*.{mjs,cjs}', '*.js', '*.cjs'],
    languageOptions: {
      globals: { process: 'readonly', console: 'readonly', URL: 'readonly', module: 'writable' },
    },
  },
  {
    files: ['bin/*.js'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: { require: 'readonly', __dirname: 'readonly' },
    },
  },
);
