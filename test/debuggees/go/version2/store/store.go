package store

type Item struct{ N int }

type Store struct {
	Name string
	In   Item
}

type Set[T any] struct{ Items []T }

func (s *Store) Close() error { return nil }
func (s *Set[T]) Drop(v T)    {}
