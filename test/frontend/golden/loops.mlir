module {
  func.func @loops(%A: memref<256xi32, #tt.dram>, %alpha: f32, %B: memref<256xi32, #tt.dram>, %C: memref<256xf32, #tt.dram>) attributes {tt.kernel} {
    %c0_i32 = arith.constant 0 : i32
    %cst = arith.constant 0.000000e+00 : f32
    %c0 = arith.constant 0 : index
    %c3 = arith.constant 3 : index
    %c1 = arith.constant 1 : index
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
      scf.for %_tmp = %c0 to %c3 step %c1 {
        %4 = arith.muli %_tmp, %c3 : index
        %k = arith.addi %c1, %4 : index
        scf.for %u = %c0 to %c2 step %c1 {
          %5 = memref.load %count[%c0] : memref<1xi32, #tt.local>
          %6 = arith.index_cast %u : index to i32
          %7 = arith.addi %5, %6 : i32
          memref.store %7, %count[%c0] : memref<1xi32, #tt.local>
          scf.parallel (%i) = (%c0) to (%c64) step (%c1) {
            %8 = memref.load %x[%i] : memref<64xi32, #tt.fragment>
            %9 = arith.muli %bx, %c128 : index
            %10 = arith.addi %9, %i : index
            %11 = arith.addi %10, %k : index
            %12 = memref.load %A[%11] : memref<256xi32, #tt.dram>
            %13 = arith.floordivsi %12, %c3_i32 : i32
            %14 = arith.addi %8, %13 : i32
            %15 = arith.muli %bx, %c128 : index
            %16 = arith.addi %15, %i : index
            %17 = memref.load %A[%16] : memref<256xi32, #tt.dram>
            %18 = arith.floordivsi %17, %c5_i32 : i32
            %19 = arith.muli %18, %c5_i32 : i32
            %20 = arith.subi %17, %19 : i32
            %21 = memref.load %count[%c0] : memref<1xi32, #tt.local>
            %22 = arith.muli %20, %21 : i32
            %23 = arith.subi %14, %22 : i32
            memref.store %23, %x[%i] : memref<64xi32, #tt.fragment>
            %24 = memref.load %y[%i] : memref<64xf32, #tt.fragment>
            %25 = memref.load %x[%i] : memref<64xi32, #tt.fragment>
            %26 = arith.sitofp %25 : i32 to f32
            %27 = arith.mulf %26, %alpha : f32
            %28 = arith.addf %24, %27 : f32
            memref.store %28, %y[%i] : memref<64xf32, #tt.fragment>
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
