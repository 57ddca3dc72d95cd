// Package api is the JSON door, version 1: programs with a token do here what
// coordinators do at the desk.
//
// It stands on floor 3, beside the other doors. A handler decodes, calls the
// Service and answers; every call is one line of a table (calls.go), from which
// the routes, the permissions and the OpenAPI document are made. It must not
// know a rule of the business, SQL, mail, or the other doors.
package api
