/** Integers of 32 bits, as the compiler to WebAssembly has them; to JavaScript they are numbers. */
declare type i32 = number;
