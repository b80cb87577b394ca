/** The tests against real mail software, which `npm test` leaves out: they start servers, as `npm run test:hosts`. */
const [base] = require('../../jest.config.js').projects;

module.exports = {
  ...base,
  rootDir: '../..',
  displayName: 'hosts',
  testMatch: ['<rootDir>/test/hosts/**/*.live.ts'],
  testTimeout: 300_000,
  maxWorkers: 1,
};
