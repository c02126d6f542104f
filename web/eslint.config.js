import tseslint from 'typescript-eslint';
import reactHooks from 'eslint-plugin-react-hooks';
import jsxA11y from 'eslint-plugin-jsx-a11y';

const componentLibraries = ['@mui/*', '@mui/**', '@emotion/*'];
const features = ['sign-in', 'setup', 'schedule', 'chart', 'audit', 'users'];

/** A feature may import the shell's shared folders and the packages, never another feature. */
const featureWalls = features.map((feature) => ({
  files: [`apps/clinic/src/features/${feature}/**/*.{ts,tsx}`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            group: features.filter((other) => other !== feature).flatMap((other) => [`**/${other}/**`, `**/features/${other}`]),
            message: 'A feature never imports another feature; share through shell/, packages/core or packages/ui.',
          },
        ],
      },
    ],
  },
}));

export default tseslint.config(
  { ignores: ['**/dist/**', '**/dev-dist/**', 'node_modules/**', '**/*.mjs', 'eslint.config.js', 'test-results/**'] },
  ...tseslint.configs.strictTypeChecked,
  jsxA11y.flatConfigs.strict,
  reactHooks.configs.flat.recommended,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/consistent-type-imports': 'error',
      'jsx-a11y/no-autofocus': 'off',
      'no-console': 'error',
    },
  },
  {
    files: ['packages/fhir-client/src/**/*.ts'],
    rules: {
      'no-restricted-imports': ['error', { patterns: [...componentLibraries, 'react', 'react-dom', '@carewright/*'] }],
    },
  },
  {
    files: ['packages/core/src/**/*.{ts,tsx}'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: [...componentLibraries, '@carewright/ui', '@tanstack/react-router'], message: 'core imports no component library.' }] },
      ],
    },
  },
  {
    files: ['packages/ui/src/**/*.{ts,tsx}'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['@carewright/core', '@carewright/fhir-client', '@tanstack/react-query'], message: 'ui fetches nothing.' }] },
      ],
      'no-restricted-globals': ['error', { name: 'fetch', message: 'ui fetches nothing.' }],
    },
  },
  ...featureWalls,
);
