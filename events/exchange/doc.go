// Package exchange reads programme files: schema kantine/1 (programme.json)
// with the registrations beside it (registrations.csv), and its own copy of the
// demo programme.
//
// It stands on floor 1. It reads bytes, says everything that is wrong with
// them (file, record, field and what to do), and hands on a Bundle that is
// sound in itself: no dangling reference, no id twice, no time that the zone
// skips. It must not know the disk behind Store, nor decide what an import
// does with what is there already: that is the Service's.
//
// The schema is every key of the demo's programme.json and, on the same
// objects, every field that the API takes when it makes one. A field is
// optional unless the API requires it; null is the same as leaving it out, but
// for a session's capacity, where null means "no limit". An unknown key is an
// error.
package exchange
