// Package accounts owns who people are: accounts with their profiles, addresses and sessions.
//
// Invariants: an e-mail address and a user name belong to one account each, ignoring case and
// look-alike characters (their keys are unique); every account has a profile, made in the same
// transaction; at most one address of an account is its default; a session is good only while its
// account is active and of the same session epoch, so raising the epoch ends all of them at once.
//
// Passwords are argon2id; hashes of the former Django shop verify and are replaced at sign-in.
// Cookies and password texts are never stored and never logged; e-mail addresses are masked.
package accounts
