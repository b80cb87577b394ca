/** One project for each CDK that must work: HashiCorp's cdktf, and cdktn, its living fork, under the same import name. */
const base = {
  testEnvironment: 'node',
  transform: {
    '^.+\\.ts$': [
      'ts-jest',
      {
        tsconfig: {
          ...require('./tsconfig.json').compilerOptions,
          module: 'CommonJS',
          moduleResolution: 'Node10',
          incremental: false,
          tsBuildInfoFile: undefined,
          noEmit: false,
        },
        diagnostics: false,
      },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/dist', 'cdktf.out'],
  moduleNameMapper: {
    '^mailstate$': '<rootDir>/src/constructs/index.ts',
    '^mailstate/rollout$': '<rootDir>/src/constructs/rollout.ts',
  },
};

module.exports = {
  // A bound for what hangs, wide enough for a busy machine.
  testTimeout: 120_000,
  projects: [
    { ...base, displayName: 'mailstate', testMatch: ['<rootDir>/test/**/*.test.ts'] },
    {
      ...base,
      displayName: 'cdktn',
      testMatch: ['<rootDir>/test/constructs/**/*.test.ts'],
      moduleNameMapper: { ...base.moduleNameMapper, '^cdktf$': 'cdktn', '^cdktf/(.*)$': 'cdktn/$1' },
    },
  ],
};
