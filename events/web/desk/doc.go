// Package desk is the coordinators' door: logging in, roles, and the pages
// behind it.
//
// It is floor 3, over the same Service as the other doors. A handler decodes,
// calls the Service or the accounts, and answers; it must not know any rule,
// any SQL, or how a page looks. Who may do what stands in access.go and
// nowhere else.
package desk
