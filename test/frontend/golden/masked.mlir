module {
  func.func @masked(%A: memref<96x80xf32, #tt.dram>, %n: i32, %B: memref<96x80xf32, #tt.dram>) attributes {tt.kernel} {
    %c0 = arith.constant 0 : index
    %c32 = arith.constant 32 : index
    %c1 = arith.constant 1 : index
    %cst = arith.constant -1.000000e+00 : f32
    %c3 = arith.constant 3 : index
    %c31 = arith.constant 31 : index
    %cst_0 = arith.constant 2.000000e+00 : f32
    %cst_1 = arith.constant 2.500000e-01 : f32
    "tt.core.launch"() ({
    ^bb0(%bx: index, %by: index):
      %f = memref.alloc() : memref<32x32xf32, #tt.fragment>
      scf.parallel (%i, %j) = (%c0, %c0) to (%c32, %c32) step (%c1, %c1) {
        %1 = arith.muli %by, %c32 : index
        %2 = arith.addi %1, %i : index
        %3 = arith.muli %bx, %c32 : index
        %4 = arith.addi %3, %j : index
        %5 = arith.cmpi sge, %2, %4 : index
        %6 = arith.muli %by, %c32 : index
        %7 = arith.addi %6, %i : index
        %8 = arith.muli %bx, %c32 : index
        %9 = arith.addi %8, %j : index
        %10 = memref.load %A[%7, %9] : memref<96x80xf32, #tt.dram>
        %11 = arith.select %5, %10, %cst : f32
        memref.store %11, %f[%i, %j] : memref<32x32xf32, #tt.fragment>
        scf.reduce 
      }
      %0 = arith.cmpi eq, %bx, %by : index
      scf.if %0 {
        scf.parallel (%i, %j) = (%c0, %c0) to (%c32, %c32) step (%c1, %c1) {
          %1 = arith.remui %i, %c3 : index
          %2 = arith.cmpi eq, %1, %c0 : index
          %3 = arith.index_cast %j : index to i32
          %4 = arith.cmpi slt, %3, %n : i32
          %5 = arith.cmpi eq, %i, %c31 : index
          %6 = arith.ori %4, %5 : i1
          %7 = arith.andi %2, %6 : i1
          scf.if %7 {
            %8 = memref.load %f[%i, %j] : memref<32x32xf32, #tt.fragment>
            %9 = arith.mulf %8, %cst_0 : f32
            %10 = arith.subi %i, %j : index
            %11 = arith.index_cast %10 : index to i32
            %12 = arith.sitofp %11 : i32 to f32
            %13 = arith.addf %9, %12 : f32
            memref.store %13, %f[%i, %j] : memref<32x32xf32, #tt.fragment>
          }
          scf.reduce 
        }
      } else {
        scf.parallel (%i, %j) = (%c0, %c0) to (%c32, %c32) step (%c1, %c1) {
          %1 = memref.load %f[%i, %j] : memref<32x32xf32, #tt.fragment>
          %2 = arith.maxnumf %1, %cst_1 : f32
          memref.store %2, %f[%i, %j] : memref<32x32xf32, #tt.fragment>
          scf.reduce 
        }
      }
      scf.parallel (%i, %j) = (%c0, %c0) to (%c32, %c32) step (%c1, %c1) {
        %1 = memref.load %f[%i, %j] : memref<32x32xf32, #tt.fragment>
        %2 = arith.muli %by, %c32 : index
        %3 = arith.addi %2, %i : index
        %4 = arith.muli %bx, %c32 : index
        %5 = arith.addi %4, %j : index
        memref.store %1, %B[%3, %5] : memref<96x80xf32, #tt.dram>
        scf.reduce 
      }
    }) {extents = [3, 3], symbols = ["bx", "by"], threads = [128, 1, 1]} : () -> ()
    return
  }
}
