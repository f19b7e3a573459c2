import type { TaxSystem } from "../../config/contract/vat.ts";
import { ok } from "../../config/result.ts";
import { AGENT_KINDS } from "../../fiscal/document/agent.ts";
import { TAX_SYSTEM_INFO } from "../../fiscal/document/tax-system.ts";
import type { Registration } from "../../fiscal/registrar.ts";
import type { ServiceFact } from "../../fiscal/registrar-service.ts";
import { codesFact, plainFact, timeFact } from "../../fiscal/service-fact.ts";
import type { Command } from "./command.ts";
import { factData, factLines, serviceOf } from "./kkt-facts.ts";
import { REGISTRAR_OPTIONS, withRegistrar } from "./with-registrar.ts";

export const command: Command = {
  options: REGISTRAR_OPTIONS,
  details: {
    en: "Model, firmware, link, and what the tax office knows of the registrar. Changes nothing.",
    ru: "Модель, прошивка, связь и данные регистрации ККТ. Ничего не меняет.",
  },
  run: (context) =>
    withRegistrar(
      context,
      async (registrar) => {
        const service = serviceOf(registrar);
        if (!service.ok) return service;
        const facts = await service.value.info();
        if (!facts.ok) return facts;
        const registration = await registrar.registration();
        return registration.ok ? ok({ facts: facts.value, registration: registration.value }) : registration;
      },
      ({ facts, registration }, localTime) => {
        const lines = factLines([...facts, ...registrationFacts(registration)], context.language, localTime);
        context.answer({ facts: factData(facts), registration }, lines);
      },
    ),
};

function registrationFacts(of: Registration): ServiceFact[] {
  const fact = (key: keyof Registration, ru: string, en: string, value: string | boolean): ServiceFact => plainFact(key, ru, en, value);
  return [
    fact("organisation", "Пользователь", "owner", of.organisation),
    fact("inn", "ИНН", "INN", of.inn),
    fact("registrationNumber", "РНМ", "registration number", of.registrationNumber),
    fact("fnSerial", "ФН", "fiscal drive", of.fnSerial),
    fact("address", "Адрес расчётов", "address", of.address),
    fact("place", "Место расчётов", "place", of.place),
    taxSystemsFact(of.taxSystems),
    fact("ofdName", "ОФД", "OFD", of.ofdName),
    fact("ofdInn", "ИНН ОФД", "INN of the OFD", of.ofdInn),
    fact("isAutonomous", "Автономный режим", "autonomous", of.isAutonomous),
    fact("sellsMarkedGoods", "Маркированные товары", "marked goods", of.sellsMarkedGoods),
    fact("sellsExcise", "Подакцизные товары", "excise goods", of.sellsExcise),
    agentsFact(of.agents),
    fact("senderEmail", "Адрес отправителя чека", "sender's e-mail", of.senderEmail),
    timeFact("registeredAt", "Зарегистрирована", "registered", of.registeredAt),
  ];
}

function taxSystemsFact(systems: readonly TaxSystem[]): ServiceFact {
  const codes = systems.map((code) => ({ code, words: { ru: TAX_SYSTEM_INFO[code].name, en: code } }));
  return codesFact("taxSystems", "Системы налогообложения", "tax systems", codes, { ru: "нет", en: "none" });
}

function agentsFact(kinds: Registration["agents"]): ServiceFact {
  const [ru, en] = ["Признаки агента", "agent"];
  if (kinds === null) return plainFact("agents", ru, en, null);
  const codes = kinds.map((code) => ({ code, words: { ru: AGENT_KINDS[code].name, en: code } }));
  return codesFact("agents", ru, en, codes, { ru: "нет", en: "none" });
}
