// Package account knows who may enter: users with their passwords and second
// step, the logins they have open, the links by which they choose a password,
// and the tokens that let programs in.
//
// It stands on floor 1, on the business alone. It decides who somebody is,
// never what they may do: that is the doors'. It must not know HTTP, cookies
// or SQL.
package account
