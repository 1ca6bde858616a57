package testing

import "testing"

var log []string

func note(text string) { log = append(log, text) }

// Functions that are given to Cleanup are no deferred calls: package testing keeps them, and runs them later.
func TestOuter(t *testing.T) {
	defer note("outer")
	t.Run("inner", func(t *testing.T) {
		t.Cleanup(func() { note("cleanup") })
		path := t.Name()
		defer note(path)
		path = ""
		note("stop") // stop
	})
}
