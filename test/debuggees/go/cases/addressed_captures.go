package main

import (
	"errors"
	"time"
)

func init() { cases["addressed_captures"] = addressedCaptures }

type link struct {
	peer *link
	id   int
}

type spot struct{ x, y int }

// What a closure captures by value and uses by its address, it uses where it lies: what is sent, what is a key, what becomes an interface.
func addressedCaptures() {
	node := &link{peer: &link{id: 99}, id: 7}
	n, small, yes, ratio := 42, uint8(200), true, 2.5
	word, failure, span := "worker-7", errors.New("broken"), 1500*time.Millisecond
	list, table, call, anything := []string{"a", "b"}, map[string]int{"k": 1}, pass, any(8)
	place, pair := spot{3, 4}, [2]string{"l", "r"}
	none := (*link)(nil)
	nodes, numbers, bytes, flags, ratios := make(chan *link, 9), make(chan int, 9), make(chan uint8, 9), make(chan bool, 9), make(chan float64, 9)
	words, failures, spans, lists := make(chan string, 9), make(chan error, 9), make(chan time.Duration, 9), make(chan []string, 9)
	tables, calls, anys, places, pairs := make(chan map[string]int, 9), make(chan func(), 9), make(chan any, 9), make(chan spot, 9), make(chan [2]string, 9)
	byRatio, byAny, byFlag, bySpot, byPair, byNode := map[float64]int{}, map[any]int{}, map[bool]int{}, map[spot]int{}, map[[2]string]int{}, map[*link]int{}
	defer func() { nodes <- node; nodes <- none }()
	defer func() { numbers <- n; bytes <- small; flags <- yes; ratios <- ratio }()
	defer func() { words <- word; failures <- failure; spans <- span; lists <- list }()
	defer func() { tables <- table; calls <- call; anys <- anything; places <- place; pairs <- pair }()
	defer func() {
		byRatio[ratio]++
		byAny[anything] = 1
		byFlag[yes] = n
		bySpot[place]++
		byPair[pair]++
		byNode[node]++
	}()
	defer func() { delete(byRatio, ratio); delete(byAny, anything); _, ok := byFlag[yes]; use(ok) }()
	defer func() {
		select {
		case numbers <- n:
		case words <- word:
		default:
		}
	}()
	defer func() { use(place, pair, span); use(place == spot{}, pair == [2]string{}) }()
	defer func() {
		for _, each := range pair {
			use(each)
		}
		switch v := anything.(type) {
		case int:
			use(v)
		}
	}()
	defer delete(byRatio, ratio)
	defer delete(byAny, any(n))
	defer delete(bySpot, place)
	pass() // stop
}

/* want
Goroutine 1 · main.addressedCaptures
  addressedCaptures  :62
    1 delete(bySpot, place)  :61  calls delete
        bySpot map[main.spot]int = [] (value)
        place main.spot = {x: 3, y: 4} (value)
    2 delete(byAny, 42)  :60  calls delete
        byAny map[any]int = [] (value)
        any(n) any(int) = 42 (value)
    3 delete(byRatio, 2.5)  :59  calls delete
        byRatio map[float64]int = [] (value)
        ratio float64 = 2.5 (value)
    4 func() { … }()  :50  calls main.addressedCaptures.func9
        pair [2]string = ["l","r"] (value)
        anything any(int) = 8 (value)
    5 func() { … }()  :49  calls main.addressedCaptures.func8
        pair [2]string = ["l","r"] (value)
        place main.spot = {x: 3, y: 4} (value)
        span time.Duration = 1.5s (value)
    6 func() { … }()  :42  calls main.addressedCaptures.func7
        numbers chan int = 0/9 (value)
        word string = "worker-7" (value)
        words chan string = 0/9 (value)
        n int = 42 (value)
    7 func() { … }()  :41  calls main.addressedCaptures.func6
        anything any(int) = 8 (value)
        ratio float64 = 2.5 (value)
        yes bool = true (value)
        byAny map[any]int = [] (value)
        byFlag map[bool]int = [] (value)
        byRatio map[float64]int = [] (value)
    8 func() { … }()  :33  calls main.addressedCaptures.func5
        anything any(int) = 8 (value)
        pair [2]string = ["l","r"] (value)
        place main.spot = {x: 3, y: 4} (value)
        ratio float64 = 2.5 (value)
        yes bool = true (value)
        byAny map[any]int = [] (value)
        byFlag map[bool]int = [] (value)
        byNode map[*main.link]int = [] (value)
        byPair map[[2]string]int = [] (value)
        byRatio map[float64]int = [] (value)
        bySpot map[main.spot]int = [] (value)
        node *main.link = &{peer: &{…}, id: 7} (value)
        n int = 42 (value)
    9 func() { … }()  :32  calls main.addressedCaptures.func4
        anything any(int) = 8 (value)
        call func() = main.pass (value)
        pair [2]string = ["l","r"] (value)
        place main.spot = {x: 3, y: 4} (value)
        table map[string]int = ["k": 1] (value)
        anys chan any = 0/9 (value)
        calls chan func() = 0/9 (value)
        pairs chan [2]string = 0/9 (value)
        places chan main.spot = 0/9 (value)
        tables chan map[string]int = 0/9 (value)
    10 func() { … }()  :31  calls main.addressedCaptures.func3
        failure error(*errors.errorString) = &{s: "broken"} (value)
        list []string = ["a","b"] (value)
        span time.Duration = 1.5s (value)
        word string = "worker-7" (value)
        failures chan error = 0/9 (value)
        lists chan []string = 0/9 (value)
        spans chan time.Duration = 0/9 (value)
        words chan string = 0/9 (value)
    11 func() { … }()  :30  calls main.addressedCaptures.func2
        n int = 42 (value)
        ratio float64 = 2.5 (value)
        small uint8 = 200 (value)
        yes bool = true (value)
        bytes chan uint8 = 0/9 (value)
        flags chan bool = 0/9 (value)
        numbers chan int = 0/9 (value)
        ratios chan float64 = 0/9 (value)
    12 func() { nodes <- node; nodes <- none }()  :29  calls main.addressedCaptures.func1
        node *main.link = &{peer: &{peer: nil, id: 99}, id: 7} (value)
        none *main.link = nil (value)
        nodes chan *main.link = 0/9 (value)
*/
