// Package mistakes holds a test alone: the table of the mistakes that newcomers make, each of which is answered with
// what is wrong and with its cure. A row makes its mistake as a newcomer does, with the public API, the sandbox or the
// command, and says what the answer must name at each place where it shows.
package mistakes
