// Package store keeps the business on disk: it implements events.Store on
// SQLite and on PostgreSQL with one set of SQL.
//
// It is floor 2. It knows events and the SQL libraries; it must not know HTTP,
// mail, templates or the clock: every instant comes from its caller.
//
// One file holds one subject's statements, written with ? for both engines;
// dialect.go holds what differs between them. sqlite.go owns the one writer
// with its group commit and the readers, postgres.go the plain concurrent
// transactions. Rows are scanned by hand, one function per kind of row, since
// nearly each of them is read on a hot path; bun migrates.
//
// Times are BIGINT microseconds in UTC; the zero time is 0, never NULL.
package store
