package site

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Rate is so many in a stretch of time; the zero Rate limits nothing.
type Rate struct {
	Count  int
	Window time.Duration
}

// FormLimit is how many posts of public forms are accepted (contract:
// --form-limit).
type FormLimit struct{ PerNet, PerAddress Rate }

// DefaultFormLimit keeps a form from bombing a third person (promise 15).
var DefaultFormLimit = FormLimit{PerNet: Rate{20, time.Hour}, PerAddress: Rate{5, time.Hour}}

// ParseFormLimit reads "20/h", which is per net, or "20/h,5/h", the second per
// mail address; "off" limits nothing. Units are s, m, h and d.
func ParseFormLimit(s string) (FormLimit, error) {
	if s == "off" {
		return FormLimit{}, nil
	}
	limit := DefaultFormLimit
	net, address, both := strings.Cut(s, ",")
	var err error
	if limit.PerNet, err = parseRate(net); err == nil && both {
		limit.PerAddress, err = parseRate(address)
	}
	if err != nil {
		return FormLimit{}, fmt.Errorf("form limit %q: write 20/h, or 20/h,5/h (per net, per mail address), or off", s)
	}
	return limit, nil
}

func parseRate(s string) (Rate, error) {
	count, unit, _ := strings.Cut(strings.TrimSpace(s), "/")
	n, err := strconv.Atoi(count)
	window, known := map[string]time.Duration{
		"s": time.Second, "m": time.Minute, "h": time.Hour, "d": 24 * time.Hour,
	}[unit]
	if err != nil || !known || n < 1 {
		return Rate{}, fmt.Errorf("no rate: %q", s)
	}
	return Rate{n, window}, nil
}

// limiter counts what was accepted per key over a sliding window. It keeps at
// most bound keys; when more come, those whose window is over go, and then any.
// Real time counts here, whatever the business clock says.
type limiter struct {
	rate  Rate
	bound int
	mu    sync.Mutex
	keys  map[string][]acceptance
	// swept is when those that are over were last looked for.
	swept time.Time
}

type acceptance struct {
	at time.Time
	// request tells the same request come twice; "" for one without a key.
	request string
}

func newLimiter(rate Rate, bound int) *limiter {
	return &limiter{rate: rate, bound: bound, keys: map[string][]acceptance{}}
}

// take counts one for key, unless the limit is reached: then it tells how long
// until there is room. giveBack takes it back for a post that was refused. The
// same request again counts once.
func (l *limiter) take(key, request string, now time.Time) (giveBack func(), wait time.Duration) {
	if l.rate.Count == 0 {
		return func() {}, 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	list := l.current(key, now)
	if request != "" {
		for i := len(list) - 1; i >= 0; i-- {
			if list[i].request == request {
				return func() {}, 0
			}
		}
	}
	if len(list) >= l.rate.Count {
		return nil, list[0].at.Add(l.rate.Window).Sub(now)
	}
	if _, known := l.keys[key]; !known {
		l.makeRoom(now)
	}
	mine := acceptance{now, request}
	l.keys[key] = append(list, mine)
	return func() { l.forget(key, mine) }, 0
}

// current is what still counts for a key.
func (l *limiter) current(key string, now time.Time) []acceptance {
	list := l.keys[key]
	over := 0
	for over < len(list) && now.Sub(list[over].at) >= l.rate.Window {
		over++
	}
	return list[over:]
}

func (l *limiter) makeRoom(now time.Time) {
	if len(l.keys) < l.bound {
		return
	}
	if now.Sub(l.swept) >= time.Second {
		l.swept = now
		for key := range l.keys {
			if len(l.current(key, now)) == 0 {
				delete(l.keys, key)
			}
		}
	}
	for key := range l.keys {
		if len(l.keys) < l.bound {
			break
		}
		delete(l.keys, key)
	}
}

func (l *limiter) forget(key string, mine acceptance) {
	l.mu.Lock()
	defer l.mu.Unlock()
	list := l.keys[key]
	for i := len(list) - 1; i >= 0; i-- {
		if list[i] == mine {
			list = append(list[:i:i], list[i+1:]...)
			break
		}
	}
	if len(list) == 0 {
		delete(l.keys, key)
		return
	}
	l.keys[key] = list
}
