package visitor

import (
	"fmt"
	"slices"
	"testing"
)

func TestTour(t *testing.T) {
	tour := NewTour([]string{"/desk", "/desk/users", "/desk/users/new", "/desk/users/{id}", "/desk/users/{id}/list.csv", "/desk/texts/{kind}.{language}"})
	look := Look{Body: []byte(`<a href="/desk/users?sort=name&amp;after=01abcdefghijklmnop#x">`)}
	if links := look.Links(); !slices.Equal(links, []string{"/desk/users?sort=name&after=01abcdefghijklmnop"}) {
		t.Fatalf("links %q", links)
	}
	for _, c := range []struct {
		path string
		new  bool
	}{
		{"/desk/users", true},
		{"/desk/users?lang=en", false},
		{look.Links()[0], true},
		{"/desk/users?sort=name&after=9", true},
		{"/desk/users/new", true},
		{"/desk/users/7", true},
		{"/desk/users/7/list.csv", true},
		{"/desk/users/7/list.xlsx", false},
		{"/elsewhere", false},
		{"%zz", false},
	} {
		if got := tour.Add(c.path); got != c.new {
			t.Errorf("%s: new %v", c.path, got)
		}
	}
	var shapes []string
	for _, s := range tour.Stops() {
		shapes = append(shapes, fmt.Sprintf("%s?%s %d", s.Route, s.Shape, len(s.Paths)))
	}
	want := []string{"/desk/users? 1", "/desk/users?after=…&sort=name 2", "/desk/users/new? 1", "/desk/users/{id}? 1", "/desk/users/{id}/list.csv? 1"}
	if !slices.Equal(shapes, want) {
		t.Errorf("%q", shapes)
	}
	if missing := tour.Missing(); !slices.Equal(missing, []string{"/desk", "/desk/texts/{kind}.{language}"}) {
		t.Errorf("missing %q", missing)
	}
}

func TestFiltersAreBounded(t *testing.T) {
	tour := NewTour([]string{"/desk/outbox"})
	for n := range shapesPerRoute + 5 {
		tour.Add("/desk/outbox?state=" + string(rune('a'+n)))
		tour.Add(fmt.Sprintf("/desk/outbox?after=%d", n))
	}
	for n := range 2 * pathsPerStop {
		tour.Add(fmt.Sprintf("/desk/outbox?after=%d", n))
	}
	if len(tour.Stops()) != shapesPerRoute || tour.Left != 6 {
		t.Errorf("%d shapes, %d left", len(tour.Stops()), tour.Left)
	}
	if n := len(tour.Stops()[1].Paths); n != pathsPerStop {
		t.Errorf("%d paths", n)
	}
}
