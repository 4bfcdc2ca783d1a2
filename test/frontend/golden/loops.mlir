module {
  func.func @loops(%A: memref<256xi32, #tt.dram>, %alpha: f32, %B: memref<256xi32, #tt.dram>, %C: memref<256xf32, #tt.dram>) attributes {tt.kernel} {
    %c0_i32 = arith.constant 0 : i32
    %cst = arith.constant 0.000000e+00 : f32
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c10 = arith.constant 10 : index
    %c3 = arith.constant 3 : index
    %c2 = arith.constant 2 : index
    %c64 = arith.constant 64 : index
    %c128 = arith.constant 128 : index
    %c3_i32 = arith.constant 3 : i32
    %c5_i32 = arith.constant 5 : i32
    "tt.core.launch"() ({
    ^bb0(%bx: index):
      %x = memref.alloc() : memref<64xi32, #tt.fragment>
      %y = memref.alloc() : memref<64xf32, #tt.fragment>
      %count = memref.alloc() : memref<1xi32, #tt.local>
      "tt.tile.fill"(%x, %c0_i32) : (memref<64xi32, #tt.fragment>, i32) -> ()
      "tt.tile.fill"(%y, %cst) : (memref<64xf32, #tt.fragment>, f32) -> ()
      memref.store %c0_i32, %count[%c0] : memref<1xi32, #tt.local>
      scf.for %k = %c1 to %c10 step %c3 {
        scf.for %u = %c0 to %c2 step %c1 {
          %4 = memref.load %count[%c0] : memref<1xi32, #tt.local>
          %5 = arith.index_cast %u : index to i32
          %6 = arith.addi %4, %5 : i32
          memref.store %6, %count[%c0] : memref<1xi32, #tt.local>
          scf.parallel (%i) = (%c0) to (%c64) step (%c1) {
            %7 = memref.load %x[%i] : memref<64xi32, #tt.fragment>
            %8 = arith.muli %bx, %c128 : index
            %9 = arith.addi %8, %i : index
            %10 = arith.addi %9, %k : index
            %11 = memref.load %A[%10] : memref<256xi32, #tt.dram>
            %12 = arith.floordivsi %11, %c3_i32 : i32
            %13 = arith.addi %7, %12 : i32
            %14 = arith.muli %bx, %c128 : index
            %15 = arith.addi %14, %i : index
            %16 = memref.load %A[%15] : memref<256xi32, #tt.dram>
            %17 = arith.floordivsi %16, %c5_i32 : i32
            %18 = arith.muli %17, %c5_i32 : i32
            %19 = arith.subi %16, %18 : i32
            %20 = memref.load %count[%c0] : memref<1xi32, #tt.local>
            %21 = arith.muli %19, %20 : i32
            %22 = arith.subi %13, %21 : i32
            memref.store %22, %x[%i] : memref<64xi32, #tt.fragment>
            %23 = memref.load %y[%i] : memref<64xf32, #tt.fragment>
            %24 = memref.load %x[%i] : memref<64xi32, #tt.fragment>
            %25 = arith.sitofp %24 : i32 to f32
            %26 = arith.mulf %25, %alpha : f32
            %27 = arith.addf %23, %26 : f32
            memref.store %27, %y[%i] : memref<64xf32, #tt.fragment>
            scf.reduce 
          }
        }
      }
      %0 = arith.muli %bx, %c128 : index
      %1 = "tt.tile.view"(%B, %0) {sizes = [64]} : (memref<256xi32, #tt.dram>, index) -> memref<64xi32, strided<[1], offset: ?>, #tt.dram>
      "tt.tile.copy"(%x, %1) : (memref<64xi32, #tt.fragment>, memref<64xi32, strided<[1], offset: ?>, #tt.dram>) -> ()
      %2 = arith.muli %bx, %c128 : index
      %3 = "tt.tile.view"(%C, %2) {sizes = [64]} : (memref<256xf32, #tt.dram>, index) -> memref<64xf32, strided<[1], offset: ?>, #tt.dram>
      "tt.tile.copy"(%y, %3) : (memref<64xf32, #tt.fragment>, memref<64xf32, strided<[1], offset: ?>, #tt.dram>) -> ()
    }) {extents = [2], symbols = ["bx"], threads = [32, 1, 1]} : () -> ()
    return
  }
}
