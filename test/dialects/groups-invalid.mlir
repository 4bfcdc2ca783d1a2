// RUN: %invalid

func.func @one_semaphore() {
  // expected-error @below {{'tt.core.readers' op uses one semaphore for both directions}}
  %group = "tt.core.readers"() {shared = 0, ready = 1, valid = 1} : () -> !tt.readers
  return
}

// -----

func.func @nothing(%group: !tt.readers, %cb: !tt.cb<!tt.tile<[32, 32], bf16>, 8>) {
  // expected-error @below {{'tt.core.send' op sends no pages}}
  "tt.core.send"(%group, %cb) {pages = 0} : (!tt.readers, !tt.cb<!tt.tile<[32, 32], bf16>, 8>) -> ()
  return
}

// -----

func.func @unknown(%A: memref<64x64xbf16, #tt.dram>, %cb: !tt.cb<!tt.tile<[32, 32], bf16>, 8>, %i: index) {
  // expected-error @below {{attribute 'shared' must be a IntegerAttr}}
  "tt.core.read"(%A, %cb, %i, %i) {shape = [1, 1], shared = "A"} : (memref<64x64xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 8>, index, index) -> ()
  return
}
