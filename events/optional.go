package events

import "encoding/json"

// Optional is a field that may be left out, which differs from being empty:
// what is left out is inherited, or stays as it was.
type Optional[T any] struct {
	Set   bool
	Value T
}

// Given makes an Optional that is there.
func Given[T any](v T) Optional[T] { return Optional[T]{Set: true, Value: v} }

// UnmarshalJSON implements json.Unmarshaler; it runs only for a key that is there.
func (o *Optional[T]) UnmarshalJSON(b []byte) error {
	o.Set = true
	return json.Unmarshal(b, &o.Value)
}

// Or gives the value, or other where there is none.
func (o Optional[T]) Or(other T) T {
	if o.Set {
		return o.Value
	}
	return other
}
