package main

func init() { cases["local_types"] = func() { localTypes(5) } }

type either[A, B any] struct {
	a A
	b B
}

func (e *either[A, B]) stop() {}

// alias has another name than the type that the program knows.
type alias = struct{ N int }

func given[T any](value T) {}

// The compiler numbers types that a function declares: `main.point·1`.
func localTypes(x int) {
	type point struct {
		X int
		Y any
	}
	p, e := point{x, 1}, &either[string, int]{"a", x}
	list := []point{{x, nil}}
	defer use(p, &p)
	defer use(point{3, 4}, point{x, 5}, list)
	defer use([]any{1, point{x, 2}})
	defer given(point{x, 6})
	defer given(list)
	defer e.stop()
	defer use(e, alias{x})
	defer func(q point) { use(q, e) }(p)
	pass() // stop
}

/* want
Goroutine 1 · main.localTypes
  localTypes  :33
    1 func(q point) { … }(p)  :32  calls main.localTypes.func1
        q main.point = {X: 5, Y: 1} (value)
        e *main.either[string, int] = &{a: "a", b: 5} (value)
    2 use(e, alias{x})  :31  calls main.use
        e any(*main.either[string, int]) = &{a: "a", b: 5} (value)
        alias{x} any(struct { N int }) = {N: 5} (value)
    3 e.stop()  :30  calls main.(*either[string,int]).stop
        e *main.either[string, int] = &{a: "a", b: 5} (value)
    4 given(list)  :29  calls main.given[[]main.point]
        list []main.point = [{…}] (value)
    5 given(point{x, 6})  :28  calls main.given[struct { X int; Y any }]
        point{x, 6} point = point{5, 6} (value)
    6 use([]any{1, point{x, 2}})  :27  calls main.use
        []any{1, point{x, 2}} any([]any) = [1,{X: 5, Y: 2}] (value)
    7 use(point{3, 4}, point{x, 5}, list)  :26  calls main.use
        point{3, 4} any(main.point) = {X: 3, Y: 4} (value)
        point{x, 5} any(main.point) = {X: 5, Y: 5} (value)
        list any([]main.point) = [{…}] (value)
    8 use(p, &p)  :25  calls main.use
        p any(main.point) = {X: 5, Y: 1} (value)
        &p any(*main.point) = &{X: 5, Y: 1} (value)
*/
