// Prints "N passed, N failed" from vitest's JSON report; a failed check beside the tests counts as one failure.
import { readFileSync } from 'node:fs'

const [report, otherFailure] = process.argv.slice(2)
let passed = 0
let failed = 0
try {
  const { numPassedTests, numFailedTests, numFailedTestSuites, success } = JSON.parse(
    readFileSync(report, 'utf8'),
  )
  passed = numPassedTests
  failed = numFailedTests || (success ? 0 : Math.max(1, numFailedTestSuites))
} catch {
  failed = 1
}
if (failed === 0 && otherFailure === '1') failed = 1
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 || passed === 0 ? 1 : 0
