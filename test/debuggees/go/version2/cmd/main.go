package main

import (
	shop "example.com/shop.x/v2"
	"example.com/shop.x/v2/store"
)

func take[T any](value T) {}

//go:noinline
func pass() {}

func main() {
	s := &store.Store{Name: "a", In: store.Item{N: 3}}
	receipt := shop.Receipt{}
	receipt.A[0] = 7
	set := &store.Set[store.Item]{Items: []store.Item{{N: 1}}}
	defer s.Close()
	defer take(*s)
	defer take([]*store.Store{s})
	defer take(map[string]store.Item{"k": {N: 2}})
	defer set.Drop(store.Item{N: 4})
	defer receipt.Print(1)
	defer take([1]shop.Receipt{receipt})
	defer func() { take(receipt); take(set) }()
	shop.Buy(receipt, pause)
}

func pause() {
	defer take(store.Item{N: 5})
	pass() // stop
}
