/*
 * A library with the C interface of libfptr10 and nothing behind it but a file: the number, sum and own tag of the last receipt.
 * FAKE_FPTR_STATE names the file. Beside it, ".fault" with one word makes the next sale end badly: before, after (the process dies
 * before or after the receipt is kept), hang, error (177 after it is kept), noise (prints to standard output).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

#define JSON_DATA 65645
#define TEXT 65536

typedef struct {
  int is_open;
  int error;
  wchar_t param[TEXT];
} fake;

static long fd_number = 10;
static char total[32] = "0";
static char tag[64] = "";

static const char *path(const char *suffix) {
  static char name[1024];
  const char *state = getenv("FAKE_FPTR_STATE");
  snprintf(name, sizeof name, "%s%s", state == NULL ? "/dev/null" : state, suffix);
  return name;
}

static void load(void) {
  FILE *file = fopen(path(""), "r");
  if (file == NULL) return;
  if (fscanf(file, "%ld %31s %63s", &fd_number, total, tag) < 3) fd_number = 10;
  fclose(file);
}

static void save(void) {
  FILE *file = fopen(path(""), "w");
  if (file == NULL) return;
  fprintf(file, "%ld %s %s\n", fd_number, total, tag);
  fclose(file);
}

static void fault(char *word, size_t size) {
  FILE *file = fopen(path(".fault"), "r");
  word[0] = 0;
  if (file == NULL) return;
  if (fgets(word, (int)size, file) == NULL) word[0] = 0;
  fclose(file);
  remove(path(".fault"));
}

/* The text after `key` up to one of `ends`. */
static void after(const char *json, const char *key, const char *ends, char *out, size_t size) {
  const char *at = strstr(json, key);
  size_t length = 0;
  if (at == NULL) return;
  at += strlen(key);
  while (at[length] != 0 && strchr(ends, at[length]) == NULL && length + 1 < size) length++;
  memcpy(out, at, length);
  out[length] = 0;
}

const char *libfptr_get_version_string(void) { return "10.10.7.0-fake"; }

int libfptr_create(void **handle) {
  *handle = calloc(1, sizeof(fake));
  load();
  return *handle == NULL ? -1 : 0;
}

void libfptr_destroy(void **handle) {
  free(*handle);
  *handle = NULL;
}

int libfptr_set_settings(void *handle, const wchar_t *settings) {
  fake *self = handle;
  self->error = wcsstr(settings, L"\"Port\":") == NULL ? 9 : 0;
  return self->error == 0 ? 0 : -1;
}

int libfptr_open(void *handle) {
  fake *self = handle;
  self->is_open = access(path(".off"), F_OK) != 0;
  self->error = self->is_open ? 0 : 2;
  return self->is_open ? 0 : -1;
}

int libfptr_close(void *handle) {
  ((fake *)handle)->is_open = 0;
  return 0;
}

int libfptr_is_opened(void *handle) { return ((fake *)handle)->is_open; }
int libfptr_error_code(void *handle) { return ((fake *)handle)->error; }

static int copy(const wchar_t *text, wchar_t *value, int size) {
  int needed = (int)wcslen(text) + 1;
  if (needed <= size) memcpy(value, text, (size_t)needed * sizeof(wchar_t));
  return needed;
}

int libfptr_error_description(void *handle, wchar_t *value, int size) {
  fake *self = handle;
  return copy(self->error == 2 ? L"Нет связи" : L"Ошибка", value, size);
}

void libfptr_set_param_str(void *handle, int param, const wchar_t *value) {
  fake *self = handle;
  if (param == JSON_DATA && wcslen(value) < TEXT) wcscpy(self->param, value);
}

int libfptr_get_param_str(void *handle, int param, wchar_t *value, int size) {
  return copy(param == JSON_DATA ? ((fake *)handle)->param : L"", value, size);
}

static int sell(fake *self, const char *json, char *out, size_t size) {
  char word[16];
  fault(word, sizeof word);
  if (strcmp(word, "before") == 0) abort();
  if (strcmp(word, "noise") == 0) {
    printf("driver: selling");
    fflush(stdout);
  }
  after(json, "\"total\":", ",}", total, sizeof total);
  after(json, "\"type\":\"additionalAttribute\",\"value\":\"", "\"", tag, sizeof tag);
  fd_number++;
  save();
  if (strcmp(word, "after") == 0) abort();
  if (strcmp(word, "hang") == 0) pause();
  if (strcmp(word, "error") == 0) return 177;
  snprintf(out, size,
           "{\"fiscalParams\":{\"fiscalDocumentNumber\":%ld,\"fiscalDocumentSign\":\"%ld\",\"fiscalDocumentDateTime\":"
           "\"2026-11-24T12:00:00+03:00\",\"shiftNumber\":4,\"fnNumber\":\"9999078900001234\",\"total\":%s},\"warnings\":null}",
           fd_number, 1000000 + fd_number, total);
  (void)self;
  return 0;
}

static int answer(fake *self, const char *json, char *out, size_t size) {
  if (strstr(json, "\"type\":\"sell\"") != NULL) return sell(self, json, out, size);
  if (strstr(json, "getFnStatus") != NULL) {
    snprintf(out, size, "{\"fnStatus\":{\"fiscalDocumentNumber\":%ld}}", fd_number);
  } else if (strstr(json, "getShiftStatus") != NULL) {
    snprintf(out, size, "{\"shiftStatus\":{\"state\":\"opened\",\"number\":4}}");
  } else if (strstr(json, "getFnInfo") != NULL) {
    snprintf(out, size, "{\"fnInfo\":{\"serial\":\"9999078900001234\",\"ffdVersion\":\"1.2\"}}");
  } else if (strstr(json, "getDeviceInfo") != NULL) {
    snprintf(out, size, "{\"deviceInfo\":{\"modelName\":\"АТОЛ 30Ф\",\"serial\":\"1\"}}");
  } else if (strstr(json, "getShiftTotals") != NULL) {
    snprintf(out, size, "{\"shiftTotals\":{\"income\":{\"count\":0},\"outcome\":{\"count\":0}}}");
  } else if (strstr(json, "getFnDocument") != NULL) {
    /* Longer than any first buffer. */
    snprintf(out, size,
             "{\"documentTLV\":{\"fiscalDocumentType\":\"receipt\",\"1012\":\"2026-11-24T12:00:00\",\"1040\":%ld,\"1041\":"
             "\"9999078900001234\",\"1054\":1,\"1020\":%s,\"1077\":\"%ld\",\"1192\":\"%s\",\"qr\":\"\",\"filler\":\"%06000d\"}}",
             fd_number, total, 1000000 + fd_number, tag, 0);
  } else {
    out[0] = 0;
  }
  return 0;
}

int libfptr_process_json(void *handle) {
  fake *self = handle;
  char json[TEXT], out[TEXT];
  /* Own conversion: the locale of the process is not ours to set. Names outside ASCII do not matter here. */
  size_t length = 0;
  for (const wchar_t *at = self->param; *at != 0 && length + 1 < sizeof json; at++) json[length++] = *at < 128 ? (char)*at : '?';
  json[length] = 0;
  self->error = answer(self, json, out, sizeof out);
  if (self->error != 0) return -1;
  wchar_t *to = self->param;
  for (const unsigned char *at = (const unsigned char *)out; *at != 0;) {
    if (*at < 0x80) *to++ = *at++;
    else {
      *to++ = (wchar_t)(((at[0] & 0x1f) << 6) | (at[1] & 0x3f));
      at += 2;
    }
  }
  *to = 0;
  return 0;
}
