export const PIN_HASH = "$argon2id$v=19$m=19456,t=2,p=1$vqPiukX9G9jgqwnAipcHbw$uXE5EnavIo1q641AsYaCGNXcZFkXi+Y2cieWwuMNItQ";
/** As little as a configuration can say. */
export const MINIMAL = `till:
  id: t1
  shopId: s1
  shopName: Магазин
  organisation: ООО «Ромашка»
  inn: 7701234560
dataDir: data
fiscal:
  link: { tcp: { host: 127.0.0.1 } }
access:
  staff:
    - { id: anna, name: Анна, role: cashier, pinHash: "${PIN_HASH}" }
`;
