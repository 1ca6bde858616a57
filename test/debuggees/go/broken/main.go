// A program that does not build.
package main

func main() { missing() }
