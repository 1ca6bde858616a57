package main

import "io"

func init() { cases["composite_arguments"] = compositeArguments }

type document struct {
	name string
	data []byte
}

type shelf struct {
	first document
	rest  []document
	owner any
}

func clean(d document, n int)                                                             {}
func shelve(s shelf, marks [2]int, index map[string]document, names ...string)            {}
func collect(all []*document, spots [2]spot, by map[string]int, d *document, w io.Writer) {}

// The compiler takes a structure, an array or a slice that is written in the call apart, and keeps what it is made of.
func compositeArguments() {
	name, size, data := "a.txt", 3, []byte("hi")
	one := &document{name: "one"}
	defer clean(document{name, data}, 7)
	defer clean(document{name, nil}, 8)
	defer clean(document{data: data}, size)
	defer clean(document{}, 9)
	defer shelve(shelf{document{name, nil}, []document{{name: name}, {"b", data}}, size}, [2]int{1, size}, map[string]document{"x": *one}, name, "z")
	defer shelve(shelf{owner: nil}, [...]int{size, 2}, nil)
	defer collect([]*document{one, {name: name}}, [2]spot{{1, size}, {x: size}}, map[string]int{name: size}, &document{name, data}, nil)
	defer use(document{name, data}, []string{name}, [2]int{size, size}, struct{ a, b int }{1, size})
	name, size = "changed", 4
	pass() // stop
}

/* want
Goroutine 1 · main.compositeArguments
  compositeArguments  :35
    1 use(document{name, data}, []string{name}, [2]int{size, size…  :33  calls main.use
        document{name, data} any(main.document) = {name: "a.txt", data: [104,105]} (value)
        []string{name} any([]string) = ["a.txt"] (value)
        [2]int{size, size} any([2]int) = [3,3] (value)
        struct{ a, b int }{1, size} any(struct { a int; b int }) = {a: 1, b: 3} (value)
    2 collect([]*document{one, {name: name}}, [2]spot{{1, size}, …  :32  calls main.collect
        []*document{one, {name: name}} []*document = []*document{&{name: "one", data: nil}, &{name: "a.txt", data: nil}} (value)
        [2]spot{{1, size}, {x: size}} [2]spot = [2]spot{{1, 3}, {x: 3}} (value)
        map[string]int{name: size} map[string]int = ["a.txt": 3] (value)
        &document{name, data} *main.document = &{name: "a.txt", data: [104,105]} (value)
        _  = nil (literal)
    3 shelve(shelf{owner: nil}, [...]int{size, 2}, nil)  :31  calls main.shelve
        _  = shelf{owner: nil} (literal)
        [...]int{size, 2} [...]int = [...]int{3, 2} (value)
        _  = nil (literal)
    4 shelve(shelf{document{name, nil}, []document{{name: name}, …  :30  calls main.shelve
        shelf{document{name, nil}, []document{{name: name}, {"b", d… shelf = shelf{document{"a.txt", nil}, []document{{name: "a.txt"}, {"b", [104,105]}}, 3} (value)
        [2]int{1, size} [2]int = [2]int{1, 3} (value)
        map[string]document{"x": *one} map[string]main.document = ["x": {…}] (value)
        name string = "a.txt" (value)
        _  = "z" (literal)
    5 clean(document{}, 9)  :29  calls main.clean
        _  = document{} (literal)
        _  = 9 (literal)
    6 clean(document{data: data}, 3)  :28  calls main.clean
        document{data: data} document = document{data: [104,105]} (value)
        size int = 3 (value)
    7 clean(document{name, nil}, 8)  :27  calls main.clean
        document{name, nil} document = document{"a.txt", nil} (value)
        _  = 8 (literal)
    8 clean(document{name, data}, 7)  :26  calls main.clean
        document{name, data} document = document{"a.txt", [104,105]} (value)
        _  = 7 (literal)
*/
