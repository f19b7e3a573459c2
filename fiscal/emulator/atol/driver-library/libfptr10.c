/*
 * The C interface of libfptr10, as far as JSON tasks need it, over a cable to the emulated registrar (driver-cable.ts). It stands where
 * a shop has the vendor's library, and shares nothing with the till's driver. Texts are wchar_t, UTF-32 here (Linux).
 *
 * On the cable: length of the rest (4 bytes, big endian), then a task as JSON in UTF-8; an empty one asks who is there. The answer:
 * length, error code (4 bytes), then the result as JSON, or the description of the error.
 *
 * As the vendor's manual has it, libfptr_is_opened tells of libfptr_open and not of the line: after a lost connection it stays true, and
 * every task answers 2 until the connection is closed and opened again (AutoReconnect is not played). It waits for an answer as long as
 * it takes, unless a setting of its own says otherwise: EmulatorPatienceMs, after which it answers 2 while the registrar may go on.
 */
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <wchar.h>

#define JSON_DATA 65645
#define PORT_TCP 2
#define LENGTH_BYTES 4
#define CODE_BYTES 4
#define MAX_ANSWER (64u * 1024 * 1024)

enum { OK = 0, CONNECTION_DISABLED = 1, NO_CONNECTION = 2, PORT_NOT_AVAILABLE = 4, INCORRECT_DATA = 5, INVALID_SETTINGS = 9 };

typedef struct {
  int is_open;
  int line; /* socket; -1: none, or lost */
  char host[256];
  char port[16];
  int patience_ms; /* 0: without end */
  int error;
  wchar_t *description;
  wchar_t *json;
} driver;

static const char *text_of(int error) {
  switch (error) {
    case OK: return "Ошибок нет";
    case CONNECTION_DISABLED: return "Соединение не установлено";
    case NO_CONNECTION: return "Нет связи";
    case PORT_NOT_AVAILABLE: return "Порт недоступен";
    case INCORRECT_DATA: return "Некорректные данные от ККТ";
    case INVALID_SETTINGS: return "Некорректные настройки драйвера";
    default: return "";
  }
}

/* ---- texts */

/* `out` has room for 4 bytes. */
static size_t put_utf8(uint32_t point, char *out) {
  if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) point = 0xfffd;
  if (point < 0x80) return out[0] = (char)point, 1;
  if (point < 0x800) return out[0] = (char)(0xc0 | point >> 6), out[1] = (char)(0x80 | (point & 0x3f)), 2;
  if (point < 0x10000) {
    out[0] = (char)(0xe0 | point >> 12), out[1] = (char)(0x80 | (point >> 6 & 0x3f)), out[2] = (char)(0x80 | (point & 0x3f));
    return 3;
  }
  out[0] = (char)(0xf0 | point >> 18), out[1] = (char)(0x80 | (point >> 12 & 0x3f));
  out[2] = (char)(0x80 | (point >> 6 & 0x3f)), out[3] = (char)(0x80 | (point & 0x3f));
  return 4;
}

/* Ends with a zero that is not counted in `length`. */
static char *to_utf8(const wchar_t *text, size_t *length) {
  char *out = malloc(wcslen(text) * 4 + 1);
  size_t used = 0;
  for (; *text != 0; text++) used += put_utf8((uint32_t)*text, out + used);
  out[used] = 0;
  if (length != NULL) *length = used;
  return out;
}

/* One character; what is no UTF-8 becomes U+FFFD, byte by byte. */
static size_t take_utf8(const unsigned char *at, size_t left, uint32_t *point) {
  static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  size_t size = *at < 0x80 ? 1 : (*at & 0xe0) == 0xc0 ? 2 : (*at & 0xf0) == 0xe0 ? 3 : (*at & 0xf8) == 0xf0 ? 4 : 0;
  *point = 0xfffd;
  if (size == 0 || size > left) return 1;
  uint32_t read = size == 1 ? *at : *at & (0x7f >> size);
  for (size_t i = 1; i < size; i++) {
    if ((at[i] & 0xc0) != 0x80) return 1;
    read = read << 6 | (at[i] & 0x3f);
  }
  if (read < smallest[size] || read > 0x10ffff || (read >= 0xd800 && read <= 0xdfff)) return 1;
  *point = read;
  return size;
}

static wchar_t *from_utf8(const char *bytes, size_t length) {
  wchar_t *out = malloc((length + 1) * sizeof(wchar_t));
  size_t used = 0;
  for (size_t at = 0; at < length;) {
    uint32_t point;
    at += take_utf8((const unsigned char *)bytes + at, length - at, &point);
    out[used++] = (wchar_t)point;
  }
  out[used] = 0;
  return out;
}

/* Characters that the text needs, its closing zero among them; written only when they fit. */
static int give(const wchar_t *text, wchar_t *value, int size) {
  int needed = (int)wcslen(text) + 1;
  if (needed <= size) memcpy(value, text, (size_t)needed * sizeof(wchar_t));
  return needed;
}

static int fail(driver *self, int error, const char *description, size_t length) {
  free(self->description);
  self->description = from_utf8(description, length);
  self->error = error;
  return error == OK ? 0 : -1;
}

static int failed(driver *self, int error) { return fail(self, error, text_of(error), strlen(text_of(error))); }

/* ---- the line */

static void hang_up(driver *self) {
  if (self->line >= 0) close(self->line);
  self->line = -1;
}

static int send_all(int line, const void *bytes, size_t length) {
  for (const char *at = bytes; length > 0;) {
    ssize_t sent = send(line, at, length, MSG_NOSIGNAL);
    if (sent <= 0) return -1;
    at += sent;
    length -= (size_t)sent;
  }
  return 0;
}

static int receive_all(int line, void *bytes, size_t length) {
  for (char *at = bytes; length > 0;) {
    ssize_t got = recv(line, at, length, 0);
    if (got <= 0) return -1;
    at += got;
    length -= (size_t)got;
  }
  return 0;
}

static uint32_t number_at(const unsigned char *at) {
  return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* One request and its answer; the text of an answer without error is in `*result`, to be freed. */
static int exchange(driver *self, const char *task, size_t length, char **result, size_t *result_length) {
  unsigned char head[LENGTH_BYTES] = {(unsigned char)(length >> 24), (unsigned char)(length >> 16), (unsigned char)(length >> 8),
                                      (unsigned char)length};
  if (send_all(self->line, head, sizeof head) != 0 || send_all(self->line, task, length) != 0 ||
      receive_all(self->line, head, sizeof head) != 0)
    return hang_up(self), failed(self, NO_CONNECTION);
  uint32_t size = number_at(head);
  if (size < CODE_BYTES || size > MAX_ANSWER) return hang_up(self), failed(self, INCORRECT_DATA);
  char *answer = malloc(size);
  if (receive_all(self->line, answer, size) != 0) return free(answer), hang_up(self), failed(self, NO_CONNECTION);
  int error = (int)number_at((unsigned char *)answer);
  *result_length = size - CODE_BYTES;
  if (error != OK) {
    fail(self, error, answer + CODE_BYTES, *result_length);
    free(answer);
    return -1;
  }
  memmove(answer, answer + CODE_BYTES, *result_length);
  *result = answer;
  return failed(self, OK);
}

static int dial(driver *self) {
  struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found = NULL;
  if (self->host[0] == 0 || getaddrinfo(self->host, self->port, &hints, &found) != 0) return failed(self, PORT_NOT_AVAILABLE);
  for (struct addrinfo *at = found; at != NULL && self->line < 0; at = at->ai_next) {
    self->line = socket(at->ai_family, at->ai_socktype, at->ai_protocol);
    if (self->line >= 0 && connect(self->line, at->ai_addr, at->ai_addrlen) != 0) hang_up(self);
  }
  freeaddrinfo(found);
  if (self->line < 0) return failed(self, NO_CONNECTION);
  int on = 1;
  setsockopt(self->line, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  struct timeval patience = {.tv_sec = self->patience_ms / 1000, .tv_usec = self->patience_ms % 1000 * 1000};
  setsockopt(self->line, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  char *model = NULL;
  size_t length;
  if (exchange(self, "", 0, &model, &length) != 0) return hang_up(self), -1;
  free(model);
  return 0;
}

/* ---- settings */

/* The value of a key of a flat JSON object, without quotes; empty when it is not there. */
static void setting(const char *json, const char *key, char *out, size_t size) {
  char quoted[64];
  snprintf(quoted, sizeof quoted, "\"%s\"", key);
  const char *at = strstr(json, quoted);
  size_t length = 0;
  out[0] = 0;
  if (at == NULL) return;
  at += strlen(quoted);
  at += strspn(at, " \t\r\n:");
  const char *ends = *at == '"' ? (at++, "\"") : ",} \t\r\n";
  while (at[length] != 0 && strchr(ends, at[length]) == NULL && length + 1 < size) length++;
  memcpy(out, at, length);
  out[length] = 0;
}

/* ---- the interface */

const char *libfptr_get_version_string(void) { return "10.10.7.0-emulator"; }

int libfptr_create(void **handle) {
  driver *self = calloc(1, sizeof(driver));
  *handle = self;
  if (self == NULL) return -1;
  self->line = -1;
  self->json = from_utf8("", 0);
  return failed(self, OK);
}

int libfptr_close(void *handle) {
  driver *self = handle;
  hang_up(self);
  self->is_open = 0;
  return failed(self, OK);
}

void libfptr_destroy(void **handle) {
  driver *self = *handle;
  if (self == NULL) return;
  hang_up(self);
  free(self->description);
  free(self->json);
  free(self);
  *handle = NULL;
}

int libfptr_set_settings(void *handle, const wchar_t *settings) {
  driver *self = handle;
  char kind[16], patience[16];
  char *json = to_utf8(settings, NULL);
  setting(json, "Port", kind, sizeof kind);
  setting(json, "IPAddress", self->host, sizeof self->host);
  setting(json, "IPPort", self->port, sizeof self->port);
  setting(json, "EmulatorPatienceMs", patience, sizeof patience);
  self->patience_ms = atoi(patience);
  free(json);
  return failed(self, atoi(kind) == PORT_TCP ? OK : INVALID_SETTINGS);
}

int libfptr_open(void *handle) {
  driver *self = handle;
  if (self->is_open) return failed(self, OK);
  if (dial(self) != 0) return -1;
  self->is_open = 1;
  return 0;
}

int libfptr_is_opened(void *handle) { return ((driver *)handle)->is_open; }
int libfptr_error_code(void *handle) { return ((driver *)handle)->error; }
int libfptr_error_description(void *handle, wchar_t *value, int size) { return give(((driver *)handle)->description, value, size); }

void libfptr_set_param_str(void *handle, int param, const wchar_t *value) {
  driver *self = handle;
  if (param != JSON_DATA) return;
  size_t length;
  char *text = to_utf8(value, &length);
  free(self->json);
  self->json = from_utf8(text, length);
  free(text);
}

int libfptr_get_param_str(void *handle, int param, wchar_t *value, int size) {
  return give(param == JSON_DATA ? ((driver *)handle)->json : L"", value, size);
}

int libfptr_process_json(void *handle) {
  driver *self = handle;
  if (!self->is_open) return failed(self, CONNECTION_DISABLED);
  if (self->line < 0) return failed(self, NO_CONNECTION);
  size_t length, result_length;
  char *task = to_utf8(self->json, &length);
  char *result = NULL;
  int done = exchange(self, task, length, &result, &result_length);
  free(task);
  if (done != 0) return -1;
  free(self->json);
  self->json = from_utf8(result, result_length);
  free(result);
  return 0;
}
