package storetest

import (
	"context"
	"errors"
	"reflect"
	"testing"

	"kantine/events"
)

// Run puts an engine through the suite. open gives a new, migrated and empty
// store, and closes it when the test ends.
func Run(t *testing.T, open func(t *testing.T) events.Store) {
	for _, test := range append(planningTests(), deskTests()...) {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.run(t, open(t))
		})
	}
}

type test struct {
	name string
	run  func(t *testing.T, s events.Store)
}

// planningTests are about the programme, its sessions and who comes.
func planningTests() []test {
	return []test{
		{"programme", programmeIsKept},
		{"people", peopleAreKept},
		{"absences", absencesAreKept},
		{"employer lists", employersAreListed},
		{"all employers", allEmployersAreAsCommitted},
		{"personal employers", personalEmployersAreFound},
		{"interests", interestsAreKept},
		{"assignments", assignmentsAreKept},
		{"rearrangements", rearrangementsAreKept},
		{"records", recordsAreKept},
		{"archive", archiveIsKept},
		{"session round trip", sessionsAreKept},
		{"session without own values", inheritanceIsKept},
		{"session edits", sessionsAreEdited},
		{"session readings", readingsAreTheirOwn},
		{"session lists", sessionsAreListed},
		{"session deleted", sessionsAreDeleted},
		{"capacity follows the offering", capacityFollowsTheOffering},
		{"seats", seatsAreCounted},
		{"last seats", lastSeatsAreSoldOnce},
		{"registrations", registrationsAreKept},
		{"one active registration", oneActiveRegistration},
		{"registration lists", registrationsAreListed},
		{"waitlist", waitlistKeepsItsOrder},
		{"erasable", erasableAreFound},
		{"search", searchIsKept},
		{"session titles", titlesAreListed},
		{"attendance", attendanceIsKept},
		{"mailings", mailingsAreKept},
		{"subscriptions", subscriptionsAreKept},
	}
}

// deskTests are about the outbox, the desk and transactions.
func deskTests() []test {
	return []test{
		{"reminders", remindersAreKept},
		{"messages", messagesAreKept},
		{"message identity", identityIsUnique},
		{"message lists", messagesAreListed},
		{"mail on hold", mailIsHeld},
		{"outbox search", outboxIsSearched},
		{"due by hour", dueIsCounted},
		{"reached by a reminder", reachedAreCounted},
		{"reminders by time", remindersAreFoundByTime},
		{"supersede", unsentAreSuperseded},
		{"due order", dueAreOrdered},
		{"due one thing at a time", dueOneAtATime},
		{"lease", leasesAreFenced},
		{"take back", leasesAreTakenBack},
		{"next and count", queueIsCounted},
		{"claims", claimsNeverOverlap},
		{"mail texts", mailTextsAreKept},
		{"mail trials", mailTrialsAreKept},
		{"once", onceIsOnce},
		{"once in a race", onceInARace},
		{"accounts", accountsAreKept},
		{"users", usersAreKept},
		{"one-time steps", stepsAreUsedOnce},
		{"recovery codes", recoveryCodesAreUsedOnce},
		{"logins", loginsAreKept},
		{"account links", accountLinksAreKept},
		{"audit", auditIsKept},
		{"rollback", failuresLeaveNothing},
		{"panic", panicsAreTheirOwn},
		{"view", viewSeesOneState},
		{"caller leaves", leavingIsAllowed},
		{"versions", versionsRise},
		{"versions in parallel", versionsAreNeverOld},
	}
}

// update must succeed.
func update(tb testing.TB, s events.Store, fn func(ctx context.Context, tx events.Tx) error) {
	tb.Helper()
	if err := s.Update(context.Background(), fn); err != nil {
		tb.Fatal(err)
	}
}

// read gets a value that must be there.
func read[T any](tb testing.TB, s events.Store, fn func(ctx context.Context, tx events.Tx) (T, error)) T {
	tb.Helper()
	var v T
	if err := s.View(context.Background(), func(ctx context.Context, tx events.Tx) (err error) {
		v, err = fn(ctx, tx)
		return err
	}); err != nil {
		tb.Fatal(err)
	}
	return v
}

// refused must fail with a code.
func refused(tb testing.TB, s events.Store, code events.Code, fn func(ctx context.Context, tx events.Tx) error) {
	tb.Helper()
	if err := s.Update(context.Background(), fn); events.CodeOf(err) != code {
		tb.Fatalf("got %v, want %s", err, code)
	}
}

// missing must answer ErrNotFound to a view.
func missing[T any](tb testing.TB, s events.Store, fn func(ctx context.Context, tx events.Tx) (T, error)) {
	tb.Helper()
	err := s.View(context.Background(), func(ctx context.Context, tx events.Tx) error {
		_, err := fn(ctx, tx)
		return err
	})
	if !errors.Is(err, events.ErrNotFound) {
		tb.Fatalf("got %v, want not found", err)
	}
}

func same[T any](tb testing.TB, got, want T) {
	tb.Helper()
	if !reflect.DeepEqual(got, want) {
		tb.Fatalf("got  %+v\nwant %+v", got, want)
	}
}

// ids gives the ids of a list in its order.
func ids[T any](all []T, id func(T) string) []string {
	list := make([]string, len(all))
	for i, v := range all {
		list[i] = id(v)
	}
	return list
}

func sessionID(s events.Session) string           { return s.ID }
func registrationID(r events.Registration) string { return r.ID }
func messageID(m events.Message) string           { return m.ID }

// filled opens nothing but fills.
func filled(tb testing.TB, s events.Store) events.Bundle {
	tb.Helper()
	b := Programme()
	Fill(tb, s, b)
	return b
}

func sessionOf(tb testing.TB, s events.Store, id string) events.Session {
	tb.Helper()
	return read(tb, s, func(ctx context.Context, tx events.Tx) (events.Session, error) { return tx.Session(ctx, id) })
}

func messageOf(tb testing.TB, s events.Store, id string) events.Message {
	tb.Helper()
	return read(tb, s, func(ctx context.Context, tx events.Tx) (events.Message, error) { return tx.Message(ctx, id) })
}
