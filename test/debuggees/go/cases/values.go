package main

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

func init() { cases["values"] = values }

type node struct {
	next *node
	n    int
}

func kinds(args ...any) {}

func typedKinds(b bool, u8 uint8, i16 int16, f32 float32, c complex128, r rune, u uint, big int64, s string, d time.Duration) {}

func values() {
	cycle := &node{n: 1}
	cycle.next = &node{cycle, 2}
	var none *node
	var nobody error
	var empty map[string]int
	defer kinds(cycle, none, nobody, empty, []string(nil), [2]bool{true})
	defer kinds(errors.New("bad"), fmt.Errorf("wrap: %w", errors.New("in")), struct{ A, b int }{1, 2})
	yes, u8, i16, f32, c, r, u, big, s, d := true, uint8(200), int16(-3), float32(1.5), 1+2i, 'ä', uint(5), int64(1)<<62, "line\nbreak \"quoted\" \u202e", time.Second
	defer typedKinds(yes, u8, i16, f32, c, r, u, big, s, d)
	long := strings.Repeat("x", 5000)
	defer kinds(long)
	defer kinds(len(long), "a, b)", `raw
text`, '"')
	ch := make(chan int, 1)
	var send chan<- int = ch
	defer kinds(send, func() {}, &s)
	pass() // stop
}

/* want
Goroutine 1 · main.values
  values  :38
    1 kinds(send, func() {}, &s)  :37  calls main.kinds
        send any(chan<- int) = 0/1 (value)
        func() {} any(func()) = main.values.func1 (value)
        &s any(*string) = &"line\nbreak \"quoted\" \u202e" (value)
    2 kinds(5000, "a, b)", `raw text`, '"')  :33  calls main.kinds
        len(long) any(int) = 5000 (value)
        _ any(string) = "a, b)" (literal)
        _ any(string) = `raw text` (literal)
        _ any(int32) = '"' (literal)
    3 kinds(long)  :32  calls main.kinds
        long any(string) = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx... (value)
    4 typedKinds(yes, u8, i16, f32, c, r, u, big, s, d)  :30  calls main.typedKinds
        yes bool = true (value)
        u8 uint8 = 200 (value)
        i16 int16 = -3 (value)
        f32 float32 = 1.5 (value)
        c complex128 = (1 + 2i) (value)
        r int32 = 228 (value)
        u uint = 5 (value)
        big int64 = 4611686018427387904 (value)
        s string = "line\nbreak \"quoted\" \u202e" (value)
        d time.Duration = 1s (value)
    5 kinds(errors.New("bad"), fmt.Errorf("wrap: %w", errors.New(…  :28  calls main.kinds
        errors.New("bad") any(*errors.errorString) = &{s: "bad"} (value)
        fmt.Errorf("wrap: %w", errors.New("in")) any(*fmt.wrapError) = &{msg: "wrap: in", err: …} (value)
        struct{ A, b int }{1, 2} any(struct { A int; b int }) = {A: 1, b: 2} (value)
    6 kinds(cycle, nil, nil, nil, nil, [2]bool{true})  :27  calls main.kinds
        cycle any(*main.node) = &{next: &{…}, n: 1} (value)
        none any(*main.node) = nil (value)
        nobody any = nil (value)
        empty any(map[string]int) = nil (value)
        []string(nil) any([]string) = nil (value)
        [2]bool{true} any([2]bool) = [true,false] (value)
*/
