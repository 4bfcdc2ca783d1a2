// RUN: tt-opt %s --verify-tt=metadata=false --split-input-file --verify-diagnostics

// Tile form.

func.func @unknown_operation(%A: memref<64x64xbf16, #tt.dram>) {
  // expected-error @below {{'memref.dealloc' does not belong to tile form}}
  memref.dealloc %A : memref<64x64xbf16, #tt.dram>
  return
}

// -----

func.func @not_on_chip() {
  // expected-error @below {{the buffer memref<64x64xbf16> is not on the chip}}
  %a = memref.alloc() : memref<64x64xbf16>
  return
}

// -----

func.func @dynamic(%n: index) {
  // expected-error @below {{the buffer memref<?x64xbf16, #tt.shared> has a dynamic extent}}
  %a = memref.alloc(%n) : memref<?x64xbf16, #tt.shared>
  return
}

// -----

// expected-error @below {{the parameter memref<64x64xbf16> is not a tensor in device memory}}
func.func @parameter(%A: memref<64x64xbf16>) {
  return
}

// -----

// Value form.

func.func @buffer_left(%A: memref<64x64xbf16, #tt.dram>) {
  %c0 = arith.constant 0 : index
  // expected-error @below {{'memref.alloc' does not belong to value form}}
  %a = memref.alloc() : memref<64x64xbf16, #tt.shared>
  %x = "tt.tile.load"(%A, %c0, %c0) : (memref<64x64xbf16, #tt.dram>, index, index) -> tensor<2x2x!tt.tile<[32, 32], bf16>>
  return
}

// -----

func.func @view_left(%A: memref<64x64xbf16, #tt.dram>) {
  %c0 = arith.constant 0 : index
  // expected-error @below {{'tt.tile.view' does not belong to value form}}
  %a = "tt.tile.view"(%A, %c0, %c0) {sizes = [32, 32]}
    : (memref<64x64xbf16, #tt.dram>, index, index) -> memref<32x32xbf16, strided<[64, 1], offset: ?>, #tt.dram>
  %x = "tt.tile.load"(%A, %c0, %c0) : (memref<64x64xbf16, #tt.dram>, index, index) -> tensor<2x2x!tt.tile<[32, 32], bf16>>
  return
}

// -----

func.func @loose_tile(%A: memref<64x64xbf16, #tt.dram>, %x: bf16) {
  %c0 = arith.constant 0 : index
  // expected-error @below {{'tt.tile.splat' works on a tile outside of 'tt.tile.map'}}
  %t = "tt.tile.splat"(%x) : (bf16) -> !tt.tile<[32, 32], bf16>
  %b = "tt.tile.load"(%A, %c0, %c0) : (memref<64x64xbf16, #tt.dram>, index, index) -> tensor<2x2x!tt.tile<[32, 32], bf16>>
  return
}

// -----

func.func @carries_a_buffer(%A: memref<64x64xbf16, #tt.dram>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %b = "tt.tile.load"(%A, %c0, %c0) : (memref<64x64xbf16, #tt.dram>, index, index) -> tensor<2x2x!tt.tile<[32, 32], bf16>>
  // expected-error @below {{a loop carries the buffer memref<64x64xbf16, #tt.dram>}}
  %r = scf.for %i = %c0 to %c1 step %c1 iter_args(%x = %A) -> (memref<64x64xbf16, #tt.dram>) {
    scf.yield %x : memref<64x64xbf16, #tt.dram>
  }
  return
}

// -----

// EmitC form.

emitc.func @kernel_main() {
  emitc.return
}
func.func private @kernel()
// expected-error @below {{'func.func' does not belong to emitc form}}
func.func @left_over() {
  // expected-error @below {{'func.return' does not belong to emitc form}}
  return
}
