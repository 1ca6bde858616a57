package main

func init() { cases["generics"] = generics }

func gen[T any](x T) {}

type box[K comparable] struct{ key K }

func (b *box[K]) put(key K, n int) {}

func genericCaller[T any](value T) {
	defer gen(value)
	defer func() { use(value) }()
	pass() // stop inside
}

func generics() {
	text := "str"
	defer gen(3.5)
	defer gen(text)
	defer gen[any](text)
	b := &box[string]{"q"}
	defer b.put("kk", 5)
	defer b.put(text, 5)
	pass() // stop
	genericCaller([]int{1})
}

/* want
Goroutine 1 · main.generics
  generics  :25
    1 b.put("str", 5)  :24  calls main.(*box[string]).put
        b *main.box[string] = &{key: "q"} (value)
        text string = "str" (value)
        _  = 5 (literal)
    2 b.put("kk", 5)  :23  calls main.(*box[string]).put
        b *main.box[string] = &{key: "q"} (value)
        _  = "kk" (literal)
        _  = 5 (literal)
    3 gen[any]("str")  :21  calls main.gen[any]
        text any(string) = "str" (value)
    4 gen("str")  :20  calls main.gen[string]
        text string = "str" (value)
    5 gen(3.5)  :19  calls main.gen[float64]
        _  = 3.5 (literal)
*/

/* want inside
Goroutine 1 · main.genericCaller[[]int]
  genericCaller[[]int]  :14
    1 func() { use(value) }()  :13  calls main.genericCaller[[]int].func1
        value []int = [1] (value)
    2 gen(value)  :12  calls main.gen[[]int]
        value []int = [1] (value)
  generics  :26
    3 b.put("str", 5)  :24  calls main.(*box[string]).put
        b *main.box[string] = &{key: "q"} (value)
        text string = "str" (value)
        _  = 5 (literal)
    4 b.put("kk", 5)  :23  calls main.(*box[string]).put
        b *main.box[string] = &{key: "q"} (value)
        _  = "kk" (literal)
        _  = 5 (literal)
    5 gen[any]("str")  :21  calls main.gen[any]
        text any(string) = "str" (value)
    6 gen("str")  :20  calls main.gen[string]
        text string = "str" (value)
    7 gen(3.5)  :19  calls main.gen[float64]
        _  = 3.5 (literal)
*/
