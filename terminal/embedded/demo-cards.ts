/** Loyalty cards that the reference ITEEM server starts with; invented people. */
export const DEMO_CARDS = [
  { cardNumber: "7770000000017", name: "Петрова Анна Сергеевна", phone: "+79160000001", points: 350 },
  { cardNumber: "7770000000024", name: "Смирнов Олег Иванович", phone: "+79160000002", points: 1_200 },
  { cardNumber: "7770000000031", name: "Ким Виктория", phone: "+79160000003", points: 0 },
] as const;
