// Package doctor examines an account, its callback, its pages and its Redis, and says in English and Chinese what is
// wrong with them and what to do about it.
//
// It reads only: it pushes nothing, fetches no classic access_token, forces no renewal of the stable one, and changes
// nothing on the account. The one thing that it writes is a key in Redis that lives for some seconds, by which it sees
// that the server's expiry works.
//
// Each check is a file, which has the findings that the check may report.
package doctor
