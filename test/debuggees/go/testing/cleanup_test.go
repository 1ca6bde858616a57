package testing

import (
	"fmt"
	"os"
	"testing"
)

// What a test runs at its end is printed here, by everything that can say that it runs.
func ran(text string) { fmt.Println("ran", text) }

type file struct{ name string }

func (f *file) Close() {
	ran("close " + f.name) // closing
}

func open(t testing.TB, name string) *file {
	t.Helper()
	f := &file{name}
	t.Cleanup(f.Close)
	return f
}

func TestEnds(t *testing.T) {
	f := open(t, "a")
	dir := t.TempDir()
	t.Setenv("DEFERSCOPE_CASE", "x")
	t.Cleanup(func() {
		ran("last of " + f.name)
		t.Cleanup(func() { ran("late") })
		ran("added") // running
	})
	defer ran("deferred")
	t.Run("sub", func(t *testing.T) {
		for i := range 2 {
			t.Cleanup(func() { ran(fmt.Sprint("sub ", i)) })
		}
		defer ran("deferred in sub")
		ran("in sub " + os.Getenv(dir)) // sub
	})
	ran("stop") // stop
}

func TestParallel(t *testing.T) {
	t.Cleanup(func() { ran("after both") })
	for _, name := range []string{"a", "b"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			t.Cleanup(func() { ran("cleanup of one") })
			ran("in one") // parallel
		})
	}
}

func BenchmarkEnds(b *testing.B) {
	b.Cleanup(func() { ran("benchmark") })
	for b.Loop() {
		ran("loop") // benchmark
		break
	}
}

func FuzzEnds(f *testing.F) {
	f.Cleanup(func() { ran("fuzz") })
	f.Add("x")
	f.Fuzz(func(t *testing.T, text string) {
		t.Cleanup(func() { ran("fuzzed " + text) })
		ran("in " + text) // fuzz
	})
}

func TestMany(t *testing.T) {
	for i := range 250 {
		t.Cleanup(func() { ran(fmt.Sprint("many ", i)) })
	}
	ran("all") // many
}
