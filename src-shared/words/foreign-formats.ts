/** @file English words for files that are no text table: what they are, and how a table comes out of them. */

const unpack = (is: string, how: string) => ({ is, way: `Unpack it first (${how}) and choose the table inside` });
const saveAs = (is: string) => ({ is, way: "Open it in the spreadsheet program and save the sheet as CSV (UTF-8)" });
const pandas = (is: string, reader: string) => ({ is, way: `Convert it to CSV, e.g. in Python: ${reader}.to_csv("table.csv", index=False)` });
const image = (is: string) => ({ is, way: "Images are not supported: choose a table with one row per example" });
const page = (is: string) => ({ is, way: "Download the table itself as CSV; this may be the page around it, or an error page" });

/** `is` follows “This file is”; `way` is the next step. */
export const FOREIGN_FORMATS = {
  gzip: unpack("compressed with gzip, which is not supported", "gunzip FILE"),
  bzip2: unpack("compressed with bzip2, which is not supported", "bunzip2 FILE"),
  xz: unpack("compressed with xz, which is not supported", "unxz FILE"),
  zstd: unpack("compressed with Zstandard, which is not supported", "unzstd FILE"),
  "7z": unpack("a 7-Zip archive", "7z x FILE"),
  rar: unpack("a RAR archive", "unrar x FILE"),
  tar: unpack("a tar archive", "tar xf FILE"),
  zip: unpack("a ZIP archive", "unzip FILE"),
  xlsx: saveAs("an Excel workbook (XLSX)"),
  xls: saveAs("an Excel workbook or another old Office file"),
  ods: saveAs("an OpenDocument spreadsheet (ODS)"),
  docx: { is: "a Word document", way: "Copy the table into a spreadsheet program and save it as CSV" },
  rtf: { is: "an RTF document", way: "Copy the table into a spreadsheet program and save it as CSV" },
  pdf: { is: "a PDF document", way: "Look for the table as CSV, or copy it into a spreadsheet program and save it as CSV" },
  parquet: pandas("a Parquet file", 'pandas.read_parquet("FILE")'),
  arrow: pandas("an Arrow or Feather file", 'pandas.read_feather("FILE")'),
  orc: pandas("an ORC file", 'pandas.read_orc("FILE")'),
  avro: { is: "an Avro file", way: "Convert it to CSV first" },
  hdf5: { is: "an HDF5 file (or a MATLAB file of version 7.3)", way: "Export the table as CSV, e.g. in Python with h5py or pandas.read_hdf" },
  npy: { is: "a NumPy array (.npy)", way: 'Convert it to CSV in Python: numpy.savetxt("table.csv", numpy.load("FILE"), delimiter=",")' },
  npz: { is: "a NumPy archive (.npz)", way: 'Convert its arrays to one CSV in Python: numpy.load("FILE")' },
  pickle: pandas("a Python pickle", 'pandas.read_pickle("FILE")'),
  sqlite: { is: "an SQLite database", way: "Export the table as CSV, e.g. with DB Browser for SQLite" },
  matlab: { is: "a MATLAB file", way: "Export the table in MATLAB: writetable(T, 'table.csv')" },
  stata: pandas("a Stata file", 'pandas.read_stata("FILE")'),
  spss: pandas("an SPSS file", 'pandas.read_spss("FILE")'),
  "r-data": { is: "an R data file", way: 'Export the table in R: write.csv(x, "table.csv", row.names = FALSE)' },
  png: image("a PNG image"),
  jpeg: image("a JPEG image"),
  gif: image("a GIF image"),
  tiff: image("a TIFF image"),
  webp: image("a WebP image"),
  wav: { is: "a sound file (WAV)", way: "Sound is not supported: choose a table with one row per example" },
  html: page("a web page (HTML)"),
  xml: { is: "an XML document", way: "Export the table as CSV from the program that wrote it" },
  json: pandas("JSON, which is not supported", 'pandas.read_json("FILE")'),
  "json-lines": pandas("JSON Lines, which is not supported", 'pandas.read_json("FILE", lines=True)'),
  libsvm: { is: "in LIBSVM format, which is not supported", way: "Convert it to CSV, e.g. in Python with sklearn.datasets.load_svmlight_file" },
} as const satisfies Readonly<Record<string, { readonly is: string; readonly way: string }>>;
export type ForeignFormat = keyof typeof FOREIGN_FORMATS;
