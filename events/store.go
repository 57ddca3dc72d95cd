package events

import (
	"context"
	"errors"
	"time"
)

// ErrRaced is what a Tx answers when another transaction was first; trying
// again finds what it made.
var ErrRaced = errors.New("another transaction was first")

// Store is the disk. Implementations are in events/store.
type Store interface {
	// Update runs fn in one durable transaction: when Update returns nil the
	// work survives a power failure, when it returns an error nothing was done.
	// fn touches no network, may run on another goroutine, and may run again
	// after a deadlock or when a transaction it shared failed: it sets what it
	// shares with its caller, and adds nothing to it. The transaction is not
	// tied to ctx once it has begun. A full queue is CodeOverloaded.
	Update(ctx context.Context, fn func(ctx context.Context, tx Tx) error) error
	// View runs fn on one consistent state; fn must only read.
	View(ctx context.Context, fn func(ctx context.Context, tx Tx) error) error
	// SiteVersion rises with every committed write that shows on the overview;
	// it is read from the database, never remembered.
	SiteVersion(ctx context.Context) (int64, error)
	// SessionVersion is the same for one public session's page, its series and
	// the programme included; ErrNotFound where there is none.
	SessionVersion(ctx context.Context, slug string) (int64, error)
}

// Tx is a transaction. Methods answer ErrNotFound for a row that is not there.
type Tx interface {
	ProgrammeTx
	PeopleTx
	SessionTx
	RegistrationTx
	ReminderTx
	MessageTx
	AssignmentTx
	MailTextTx
	OnceTx
	AccountTx
	SearchTx
	AttendanceTx
	ArchiveTx
	MailingTx
}

// ProgrammeTx holds the programme, its offerings, sectors and venues.
type ProgrammeTx interface {
	Programme(ctx context.Context) (Programme, error)
	// PutProgramme inserts or replaces it and raises its Change; as do the
	// other Puts of what shows on a page.
	PutProgramme(ctx context.Context, p Programme) error

	Offering(ctx context.Context, id string) (Offering, error)
	OfferingBySlug(ctx context.Context, slug string) (Offering, error)
	Offerings(ctx context.Context) ([]Offering, error)
	PutOffering(ctx context.Context, o Offering) error

	Sector(ctx context.Context, id string) (Sector, error)
	Sectors(ctx context.Context) ([]Sector, error)
	PutSector(ctx context.Context, s Sector) error

	Venue(ctx context.Context, id string) (Venue, error)
	Venues(ctx context.Context) ([]Venue, error)
	PutVenue(ctx context.Context, v Venue) error

	Record(ctx context.Context, kind, id string) (Record, error)
	Records(ctx context.Context, kind string) ([]Record, error)
	PutRecord(ctx context.Context, r Record) error
}

// EmployerFilter chooses employers, ordered by name and id. Zero fields choose
// all, archived ones too.
type EmployerFilter struct {
	Stage  Stage
	Sector string
	KVK    string
	// Text stands in the name, in a city, or begins the KVK number; compared
	// without regard to case.
	Text string
	// Due chooses those whose next action is on that day or before.
	Due      Date
	Archived Optional[bool]
	// After is the id of the last employer of the page before; Limit 0 is all.
	After string
	Limit int
}

// PeopleTx holds employers with their sites, and facilitators.
type PeopleTx interface {
	// Employer is read with its sites.
	Employer(ctx context.Context, id string) (Employer, error)
	// LockEmployer reads an employer and keeps every other transaction from
	// locking it until this one ends.
	LockEmployer(ctx context.Context, id string) (Employer, error)
	// Employers are read with their sites.
	Employers(ctx context.Context, f EmployerFilter) ([]Employer, error)
	// CountEmployers counts by stage; due is the last day of an action that is
	// counted as due.
	CountEmployers(ctx context.Context, due Date) (EmployerCounts, error)
	// EmployerVisits counts the sessions of all employers that have any.
	EmployerVisits(ctx context.Context, now time.Time) ([]EmployerVisits, error)
	// PutEmployer inserts or replaces the employer without its sites.
	PutEmployer(ctx context.Context, e Employer) error
	Site(ctx context.Context, id string) (Site, error)
	PutSite(ctx context.Context, s Site) error
	Facilitator(ctx context.Context, id string) (Facilitator, error)
	Facilitators(ctx context.Context) ([]Facilitator, error)
	// PutFacilitator inserts or replaces one, but for the absences that have an
	// ID: PutAbsence alone writes those, so that no file or form loses them.
	PutFacilitator(ctx context.Context, f Facilitator) error
	// PutAbsence adds an absence with its ID; the same days twice are ErrRaced.
	PutAbsence(ctx context.Context, facilitatorID string, a Absence) error
	DeleteAbsence(ctx context.Context, id string) error
	// DeleteAbsences forgets those that were over before a day, and tells how many.
	DeleteAbsences(ctx context.Context, before Date) (int, error)

	// PersonalEmployers lists employers with somebody's name, address or a note:
	// those archived before a day, or with everybody also the others.
	PersonalEmployers(ctx context.Context, archivedBefore Date, everybody bool, limit int) ([]Employer, error)

	Interest(ctx context.Context, id string) (Interest, error)
	// PutInterest keeps who asked, one per address: it tells the id it is kept
	// under, "" where the address asked after an instant and nothing was changed.
	PutInterest(ctx context.Context, i Interest, after time.Time) (id string, err error)
	// DeleteInterest forgets somebody who asked.
	DeleteInterest(ctx context.Context, id string) error
	// DeleteInterests forgets who asked before an instant, and the messages
	// about them; it tells how many.
	DeleteInterests(ctx context.Context, askedBefore time.Time) (int, error)
}

// SessionFilter chooses sessions, ordered by start and id. Zero fields choose all.
type SessionFilter struct {
	From, To time.Time // start at or after, start before
	State    SessionState
	// Not leaves out those in a state.
	Not  SessionState
	Kind Kind
	// Public chooses what stands on the public page, Ending what ends after.
	Public bool
	Ending time.Time
	Series string
	// Ended chooses what ended at or before; LedBy holds ids of facilitators, one
	// of whom leads it; Text is part of a title or the slug.
	Ended        time.Time
	Sector, Text string
	LedBy        []string
	// Latest turns the order round.
	Latest   bool
	Employer string
	Offering string
	// After is the id of the last session of the page before; Limit 0 is all.
	After string
	Limit int
}

// SessionTx holds sessions and their blocks.
type SessionTx interface {
	Session(ctx context.Context, id string) (Session, error)
	SessionBySlug(ctx context.Context, slug string) (Session, error)
	// LockSession reads a session and keeps every other transaction from
	// changing it, its seats and its waitlist until this one ends.
	LockSession(ctx context.Context, id string) (Session, error)
	// LockSessionBySlug is LockSession for who knows the slug.
	LockSessionBySlug(ctx context.Context, slug string) (Session, error)
	Sessions(ctx context.Context, f SessionFilter) ([]Session, error)
	// PutSession inserts or replaces a session and its blocks, but for the
	// counters, which PutSession leaves as they are; it raises Change. Blocks
	// that are gone are deleted.
	PutSession(ctx context.Context, s Session) error
	// DeleteSession takes a session away with its blocks and reminders. What
	// refers to it (a registration, a message) refuses that as a fault.
	DeleteSession(ctx context.Context, id string) error
	// CountSeats adds to the counters of a session and a block and raises
	// Change. A database constraint refuses more confirmed than the capacity:
	// the answer then is CodeSessionFull.
	CountSeats(ctx context.Context, sessionID, blockID string, confirmed, waitlisted int) error
	// NextQueueNo gives the next place in the session's waitlist.
	NextQueueNo(ctx context.Context, sessionID string) (int64, error)
}

// RegistrationFilter chooses registrations, ordered by id.
type RegistrationFilter struct {
	SessionID string
	BlockID   string
	States    []RegistrationState
	Email     string // compared without regard to case
	Group     string
	After     string
	Limit     int
}

// Erasable says whose personal data has to go.
type Erasable struct {
	// Now: who asked for it and has no letter left to be sent, or whose session
	// ended before Now.
	Now time.Time
	// DiscreetBefore: everybody at a session of a discreet offering that ended
	// before it; EndedBefore: everybody at any session that did. Zero: nobody.
	DiscreetBefore, EndedBefore time.Time
}

// RegistrationTx holds registrations and newsletter subscriptions.
type RegistrationTx interface {
	Registration(ctx context.Context, id string) (Registration, error)
	Registrations(ctx context.Context, f RegistrationFilter) ([]Registration, error)
	// ActiveRegistration finds the confirmed or waitlisted registration of an
	// address for a session, compared without regard to case.
	ActiveRegistration(ctx context.Context, sessionID, email string) (Registration, error)
	// Waiting lists the waitlisted of a session in their order.
	Waiting(ctx context.Context, sessionID string) ([]Registration, error)
	// QueuePosition is the place of a queue number in a block, from 1.
	QueuePosition(ctx context.Context, sessionID, blockID string, queueNo int64) (int, error)
	// InsertRegistration adds one; a second active one of an address for the
	// session is CodeAlreadyRegistered, backed by a constraint.
	InsertRegistration(ctx context.Context, r Registration) error
	// PutRegistration replaces a registration but for Told, which PutTold alone
	// writes: the sender of a letter and the owner of a seat never overwrite
	// each other. A second active one is CodeAlreadyRegistered here too.
	PutRegistration(ctx context.Context, r Registration) error
	PutTold(ctx context.Context, registrationID string, told Told) error
	// SetOrganizer fixes the Organizer of a registration that has none yet.
	SetOrganizer(ctx context.Context, registrationID, organizer string) error
	// CountReached counts those of a block who get a reminder, or with followUp
	// a follow-up, as things stand.
	CountReached(ctx context.Context, sessionID, blockID string, followUp bool) (int, error)
	// ErasableRegistrations lists those not erased yet whose time has come.
	ErasableRegistrations(ctx context.Context, e Erasable, limit int) ([]Registration, error)

	Subscription(ctx context.Context, id string) (Subscription, error)
	SubscriptionByEmail(ctx context.Context, email string) (Subscription, error)
	PutSubscription(ctx context.Context, s Subscription) error
	// DeleteUnconfirmed forgets subscriptions asked for before an instant and
	// never confirmed, and the messages about them; it tells how many.
	DeleteUnconfirmed(ctx context.Context, askedBefore time.Time) (int, error)
}

// ReminderTx holds what sessions owe.
type ReminderTx interface {
	Reminders(ctx context.Context, sessionID string) ([]Reminder, error)
	PutReminder(ctx context.Context, r Reminder) error
	DeleteReminder(ctx context.Context, sessionID, blockID, rule string) error
	// DueReminders lists planned reminders whose SendAt is not after now,
	// earliest first.
	DueReminders(ctx context.Context, now time.Time, limit int) ([]Reminder, error)
	// PlannedReminders lists those whose SendAt lies between two instants, the
	// first included, earliest first.
	PlannedReminders(ctx context.Context, from, to time.Time, limit int) ([]Reminder, error)
	// NextReminder is the earliest SendAt of the planned; zero where none is.
	NextReminder(ctx context.Context) (time.Time, error)
}

// Once makes a repeated request one: a form key or an Idempotency-Key.
type Once struct {
	// Scope keeps the keys of different doors and tokens apart.
	Scope, Key string
	// BodyHash is that of the request; the same key with another body is
	// CodeIdempotencyMismatch.
	BodyHash [32]byte
}

// OnceTx holds the keys of the last 24 hours, with the id of what they made;
// the answer is rebuilt from it, never stored (promise 15).
type OnceTx interface {
	// Once tells what a key has made before: "" when it is new.
	Once(ctx context.Context, o Once) (madeID string, err error)
	// PutOnce keeps a new key with the id of what it makes and answers "". A key
	// that is there stays as it is: the answer is what it has made.
	PutOnce(ctx context.Context, o Once, madeID string, now time.Time) (before string, err error)
	// SetOnce replaces what a key of this transaction has made.
	SetOnce(ctx context.Context, o Once, madeID string) error
	DeleteOnce(ctx context.Context, before time.Time) (int, error)
}

// AccountTx holds who may enter.
type AccountTx interface {
	// User finds a user by address, compared without regard to case.
	User(ctx context.Context, email string) (User, error)
	UserByID(ctx context.Context, id string) (User, error)
	// LockUser reads a user and keeps every other transaction from locking them
	// until this one ends. Who locks two does so in the order of their ids.
	LockUser(ctx context.Context, id string) (User, error)
	// Users lists everybody, by address.
	Users(ctx context.Context) ([]User, error)
	PutUser(ctx context.Context, u User) error
	// UseStep tells whether a time step of the one-time codes (RFC 6238 §5.2) is
	// later than any the user used before, and marks it as used.
	UseStep(ctx context.Context, userID string, step int64) (bool, error)
	// PutRecoveryCodes replaces the hashes of a user's recovery codes.
	PutRecoveryCodes(ctx context.Context, userID string, hashes [][32]byte) error
	// UseRecoveryCode deletes a code and tells whether it was there.
	UseRecoveryCode(ctx context.Context, userID string, hash [32]byte) (bool, error)
	CountRecoveryCodes(ctx context.Context, userID string) (int, error)

	// Login finds a login by the SHA-256 of its secret.
	Login(ctx context.Context, hash [32]byte) (Login, error)
	// Logins lists those of a user, the last used first.
	Logins(ctx context.Context, userID string) ([]Login, error)
	PutLogin(ctx context.Context, l Login) error
	// DeleteLogin ends one login of a user.
	DeleteLogin(ctx context.Context, userID, id string) error
	// DeleteLogins ends all logins of a user but one ("" for all), and tells how
	// many.
	DeleteLogins(ctx context.Context, userID, except string) (int, error)
	// DeleteOldLogins forgets those not seen since, or made before, an instant.
	DeleteOldLogins(ctx context.Context, seenBefore, madeBefore time.Time) (int, error)

	AccountLink(ctx context.Context, id string) (AccountLink, error)
	PutAccountLink(ctx context.Context, l AccountLink) error
	// DeleteAccountLinks makes every link of a user useless.
	DeleteAccountLinks(ctx context.Context, userID string) error
	// DeleteOldAccountLinks forgets those that expired before an instant.
	DeleteOldAccountLinks(ctx context.Context, expiredBefore time.Time) (int, error)

	// Audit writes down what was done, in the transaction that does it.
	Audit(ctx context.Context, e AuditEntry) error
	// AuditEntries lists the latest first: limit of them, those before a number
	// where it is not 0.
	AuditEntries(ctx context.Context, before int64, limit int) ([]AuditEntry, error)
	// DeleteAudit forgets the entries from before an instant.
	DeleteAudit(ctx context.Context, before time.Time) (int, error)

	// APIToken finds a token by the SHA-256 of its secret.
	APIToken(ctx context.Context, hash [32]byte) (APIToken, error)
	PutAPIToken(ctx context.Context, t APIToken) error
	// APITokens lists them all, revoked ones too, by id.
	APITokens(ctx context.Context) ([]APIToken, error)
	// KeyFingerprint is that of the key the database was first used with, ""
	// on a new one; SetKeyFingerprint records it.
	KeyFingerprint(ctx context.Context) (string, error)
	SetKeyFingerprint(ctx context.Context, fingerprint string) error
}
