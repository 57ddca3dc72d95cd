package site

import (
	"sync"
	"sync/atomic"
	"time"
)

// shelf keeps things that are costly to make, each for as long as its version
// in the database is the one it was made from and its time is not up. It holds
// at most limit of them; which one has to go when it is full is left to chance.
type shelf[K comparable, V any] struct {
	limit int
	// order numbers what happens, so that a reader knows whether something was
	// begun after it came.
	order atomic.Int64
	mu    sync.RWMutex
	slots map[K]*slot[V]
}

type slot[V any] struct {
	making sync.Mutex
	kept   atomic.Pointer[kept[V]]
}

type kept[V any] struct {
	value   V
	version int64
	// began is the place in shelf.order at which making it began.
	began int64
	// since and until bound the business time it is right for; until may be zero.
	since, until time.Time
}

// made is a new thing for the shelf.
type made[V any] struct {
	value V
	// until is when it stops being right by itself; zero: never.
	until time.Time
	// passing is not kept: nobody can fill the shelf with it.
	passing bool
}

func newShelf[K comparable, V any](limit int) *shelf[K, V] {
	return &shelf[K, V]{limit: limit, slots: map[K]*slot[V]{}}
}

// get gives what is kept under key, or has it made. version was read from the
// database just before, now is business time. Of those who find it missing at
// the same time one makes it and the others wait; a thing whose making began
// after get was called is right for its caller, whatever its version.
func (s *shelf[K, V]) get(key K, version int64, now time.Time, produce func() (made[V], error)) (V, error) {
	asked := s.order.Add(1)
	slot := s.slot(key)
	if k := slot.kept.Load(); k != nil && k.version == version && k.right(now) {
		return k.value, nil
	}
	slot.making.Lock()
	defer slot.making.Unlock()
	if k := slot.kept.Load(); k != nil && (k.version == version || k.began > asked) && k.right(now) {
		return k.value, nil
	}
	k := &kept[V]{version: version, began: s.order.Add(1), since: now}
	m, err := produce()
	if err != nil {
		if slot.kept.Load() == nil {
			s.remove(key, slot)
		}
		return m.value, err
	}
	if m.passing {
		s.remove(key, slot)
		return m.value, nil
	}
	k.value, k.until = m.value, m.until
	slot.kept.Store(k)
	return k.value, nil
}

func (k *kept[V]) right(now time.Time) bool {
	return !now.Before(k.since) && (k.until.IsZero() || now.Before(k.until))
}

func (s *shelf[K, V]) slot(key K) *slot[V] {
	s.mu.RLock()
	found := s.slots[key]
	s.mu.RUnlock()
	if found != nil {
		return found
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if found = s.slots[key]; found != nil {
		return found
	}
	for other := range s.slots {
		if len(s.slots) < s.limit {
			break
		}
		delete(s.slots, other)
	}
	found = &slot[V]{}
	s.slots[key] = found
	return found
}

func (s *shelf[K, V]) remove(key K, gone *slot[V]) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.slots[key] == gone {
		delete(s.slots, key)
	}
}
