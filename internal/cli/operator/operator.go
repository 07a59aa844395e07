// Package operator is what the commands for an account share: which account it is, the exit statuses, where an answer
// goes and how it is printed.
package operator
