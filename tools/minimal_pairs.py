"""
Minimal pairs made from questions: rewordings that want the same answer and near misses that do not, in English and
Portuguese. Deterministic for a seed. Used by tools/pairs.py; no question of test/data is among the sources.
"""
import random
import re
import unicodedata

EN_EMPTY = set("the a an is are was were do does did i you we my your our to of in on at for with from by be it can should".split())
PT_EMPTY = set("o a os as um uma de da do das dos em no na nos nas para por com é são eu meu minha que se ao à pelo pela".split())
EN_FRAMES = [
    ("how do i ", ["how can i ", "how to ", "how do you ", "how should i ", "how could i ", "what is the best way to ", "how would i ", "ways to ", "what's the way to ", "please tell me how to ", "hi, how do i ", "quick question: how do i "]),
    ("how can i ", ["how do i ", "how to ", "how can you ", "how do we ", "best way to ", "what is a good way to ", "is there a way to ", "can you tell me how to "]),
    ("how to ", ["how do i ", "how can i ", "how do you ", "what is the best way to ", "steps to "]),
    ("how do you ", ["how do i ", "how to ", "how can i ", "how does one "]),
    ("what is the difference between ", ["what's the difference between ", "explain the difference between ", "difference between ", "what are the differences between ", "describe the difference between "]),
    ("what is ", ["what's ", "explain ", "what is meant by ", "tell me what is ", "please, what is ", "can you explain "]),
    ("what are ", ["which are ", "tell me ", "what're "]),
    ("why is ", ["why's ", "what is the reason why ", "please explain why is "]),
    ("where is ", ["where's ", "tell me where is "]),
    ("who is ", ["who's ", "tell me who is "]),
    ("when is ", ["when's ", "what date is "]),
    ("where can i ", ["where do i ", "where could i ", "where can you "]),
    ("what does ", ["tell me what does ", "please, what does "]),
]
PT_FRAMES = [
    ("como ", ["como faço para ", "como posso ", "como eu posso ", "qual a melhor forma de ", "como é que eu faço para ", "qual é a melhor maneira de ", "me diga como ", "por favor, como ", "de que forma posso "]),
    ("qual é ", ["qual ", "me diga qual é ", "por favor, qual é ", "qual seria "]),
    ("quais são ", ["quais ", "diga quais são ", "pode me dizer quais são "]),
    ("o que é ", ["explique o que é ", "o que significa ", "defina "]),
    ("onde ", ["onde é que ", "você sabe onde "]),
    ("quando ", ["em que data ", "me diga quando "]),
    ("por que ", ["porque ", "qual é o motivo de "]),
]
ASKS = {"when": "where", "where": "when", "who": "when", "why": "how", "quando": "onde", "onde": "quando", "quem": "quando", "por que": "como"}
PT_VERBS = "instalar configurar remover atualizar cancelar alterar imprimir compartilhar recuperar enviar baixar testar importar bloquear consultar corrigir agendar transferir traduzir proteger limpar comparar converter ligar vender alugar comprar pagar pintar cozinhar congelar".split()
PT_NOUN = {
    "en": [],
    "pt": """a impressora|o roteador|a assinatura anual|o cartão virtual|a fatura do cartão|o aplicativo do banco|o plano de saúde|a conta de luz|o contrato de aluguel|o servidor Linux|um cluster Kubernetes|uma tabela MySQL|um índice no MongoDB|um site em WordPress|o firewall da empresa|o notebook|o histórico do navegador|a agenda do Outlook|um relatório mensal|o endereço de entrega|o boleto vencido|a senha do wifi|o backup do telefone|um arquivo PDF|uma planilha do Google|o certificado digital|o chip do celular|a garagem do prédio|um apartamento mobiliado|o carro usado|a geladeira|o arroz integral|o peixe fresco|a parede da sala|o sofá de couro|uma imagem Docker|uma biblioteca em C++|um teste em TypeScript|uma rota no Express|a passagem aérea""".split("|"),
}
PT_PLACE = ["no Windows", "no Linux", "no iPhone", "no Android", "em São Paulo", "em Lisboa", "pela internet", "em casa", "no trabalho", "sem internet", "no Mac", "na Argentina", "na Espanha", "no inverno", "no verão", "no aplicativo", "pelo telefone", ""]
PT_OTHER = [
    "qual é a capital {de}", "qual é a população {de}", "qual é a moeda {de}", "qual é o clima {de}", "quem descobriu {x}", "o que é {x}", "quando começou {x}", "onde fica {y}", "por que {x} é importante",
    "quais são os efeitos colaterais {m}", "qual é a dose recomendada {m}", "posso tomar {n} com álcool", "quais são os sintomas {d}", "como tratar {e}", "quanto custa {z}", "quantas calorias tem {c}",
]
PT_FILL = {
    "de": "do Peru|da Bolívia|do Canadá|da Suécia|do Egito|da Índia|do Japão|da Grécia|da Irlanda|do Chile".split("|"),
    "x": "a gravidade|a fotossíntese|a inflação|a penicilina|o eletromagnetismo|a Revolução Francesa|a Guerra Fria|o mercantilismo|a mitose".split("|"),
    "y": "o Monte Fuji|o rio Nilo|a torre Eiffel|o deserto do Atacama|o lago Titicaca|a ilha de Madagascar".split("|"),
    "m": "do omeprazol|da losartana|da amoxicilina|da dipirona|do diazepam|da insulina".split("|"),
    "n": "dipirona|amoxicilina|losartana|omeprazol|sertralina".split("|"),
    "d": "da diabetes|da anemia|da pneumonia|da gastrite|da rinite|da malária".split("|"),
    "e": "a gastrite|a sinusite|a tendinite|a insônia|a micose".split("|"),
    "z": "um transplante capilar|um curso de inglês|uma viagem para Roma|um seguro residencial|um painel solar".split("|"),
    "c": "uma banana|um abacate|uma fatia de pizza|um copo de leite|um pão francês".split("|"),
}
PT_SAME = {"remover": "apagar", "alterar": "mudar", "corrigir": "consertar", "enviar": "mandar", "instalar": "instalar", "comprar": "adquirir", "recuperar": "redefinir", "baixar": "descarregar"}
PT_NOMINAL = {"instalar": "instalação", "configurar": "configuração", "atualizar": "atualização", "cancelar": "cancelamento", "alterar": "alteração", "imprimir": "impressão", "recuperar": "recuperação", "remover": "remoção", "transferir": "transferência", "traduzir": "tradução", "corrigir": "correção", "comprar": "compra", "vender": "venda", "alugar": "aluguel", "consultar": "consulta", "enviar": "envio", "bloquear": "bloqueio", "importar": "importação", "converter": "conversão", "comparar": "comparação", "limpar": "limpeza", "pagar": "pagamento"}


def portuguese(rnd):
    out = []
    for noun in PT_NOUN["pt"]:
        for verb in rnd.sample(PT_VERBS, 16):
            place = rnd.choice(PT_PLACE)
            out.append(f"como {verb} {noun} {place}".strip())
    for frame in PT_OTHER:
        slot = re.search(r"\{(\w)(?:e)?\}", frame)
        key = re.search(r"\{(\w+)\}", frame).group(1)
        out += [frame.replace("{%s}" % key, fill) for fill in PT_FILL[key]]
    return out


TIMES = {"is": "was", "was": "is", "are": "were", "were": "are", "can": "should", "should": "can", "does": "did", "did": "does", "é": "era",
         "são": "eram", "foi": "é", "posso": "devo", "devo": "posso", "pode": "deve"}
# Words that replace each other in nearly every question.
SAME = dict(application="app", applications="apps", movie="film", movies="films", fix="repair", delete="remove", buy="purchase",
            picture="photo", pictures="photos", kids="children", quickly="fast", start="begin", change="modify", error="problem",
            car="automobile", bicycle="bike", database="db", javascript="js", configure="setup", price="cost", benefits="advantages",
            alterar="mudar", corrigir="consertar", baixar="descarregar", celular="telefone", carro="automóvel", apagar="excluir",
            notificações="avisos", senha="palavra-passe", ativar="habilitar", desativar="desabilitar", tela="ecrã", ônibus="autocarro", trem="comboio", usuário="utilizador", cadastro="registo",
            registro="registo", cadastrar="registar", passagem="bilhete", equipe="equipa", contato="contacto", fatura="factura", assinatura="subscrição", excluir="eliminar", salvar="guardar", geladeira="frigorífico",
            maximum="max", minimum="min", repository="repo", documentation="docs", administrator="admin", environment="env", message="msg", password="pwd", color="colour", center="centre", theater="theatre",
            organize="organise", license="licence", apartment="flat", vacation="holiday", kubernetes="k8s", postgresql="postgres", authentication="auth", information="info", library="lib", máximo="máx",
            remover="apagar", erro="problema", preço="custo", benefícios="vantagens", aplicativo="app", arquivo="ficheiro")


class Maker:
    """`near(word, rnd)` gives another word of the same field, `kin(word)` words of its root; `weight(word)` its rarity; `nominal` verbs to nouns."""

    def __init__(self, rnd, near, kin, weight, synonyms, nominal):
        self.rnd, self.near, self.kin, self.weight, self.synonyms, self.nominal = rnd, near, kin, weight, synonyms, nominal

    def pairs(self, q, lang):
        """Yields (label, a, b, kind) for one question."""
        rnd = self.rnd
        q = q.strip().rstrip("?.! ")
        words = q.split()
        if not 3 <= len(words) <= 18:
            return
        good = [self.reworded(q, lang) for _ in range(2)]
        if rnd.random() < 0.8:
            yield 1, self.mark(q), self.mark(good[0]), "reword"
        if rnd.random() < 0.25:
            yield 1, self.mark(good[0]), self.mark(good[1]), "reword2"
        key, lost = self.keywords(q, lang)
        if key and rnd.random() < 0.6:
            yield (1 if lost < 0.34 else 0.6), self.mark(q), key, "keyword"
        swap = [w if self.rnd.random() < 0.3 else SAME.get(w.lower(), w) for w in words]
        if swap != words:
            yield 0.97, self.mark(q), self.mark(self.reworded(" ".join(swap), lang)), "same"
        for kind, other in (("typo", self.mistyped(q, lang)), ("bare", self.unaccented(q, lang)), ("turn", self.turned(q, lang)), ("place", self.placed(q, lang))):
            if other:
                yield 0.97, self.mark(q), self.mark(other), kind
        same = self.synonym(q, lang)
        if same:
            yield 0.85, self.mark(q), self.mark(same), "synonym"
        for _ in range(2):
            bad, put = self.swapped(q, lang)
            if bad:
                form = rnd.random()
                if form < 0.45:
                    yield 0, self.mark(q), self.mark(bad), "swap"
                elif form < 0.65:
                    yield 0, self.mark(q), self.mark(self.reworded(bad, lang)), "swap-reworded"
                else:
                    k, _ = self.keywords(bad, lang, put)
                    if k:
                        yield 0, self.mark(q), k, "swap-keyword"
        turn = rnd.random()
        if turn < 0.3:
            less = self.without(q, lang)
            if less:
                yield 0.15, self.mark(q), self.mark(less), "less"
        elif turn < 0.5:
            more = self.more(q, lang)
            if more:
                yield 0.12, self.mark(q), self.mark(more), "more"
        elif turn < 0.65:
            other = self.asks(q) if rnd.random() < 0.5 else self.timed(q)
            if other:
                yield 0, self.mark(q), self.mark(other), "asks"
        elif turn < 0.8:
            swapped = self.exchanged(q, lang)
            if swapped:
                yield 0.1, self.mark(q), self.mark(swapped), "exchange"
        elif turn < 0.9:
            verb = self.verb(q, lang)
            if verb:
                yield 0, self.mark(q), self.mark(verb), "verb"

    def mark(self, q):
        form = self.rnd.random()
        q = q if form < 0.3 else q[:1].upper() + q[1:]
        return q + self.rnd.choice(["?", "?", "?", "", " ?", "."])

    def empty(self, w, lang):
        return w.lower() in (EN_EMPTY if lang == "en" else PT_EMPTY)

    def content(self, q, lang, floor=0.2):
        return [i for i, w in enumerate(q.split()) if w.isalpha() and not self.empty(w, lang) and i > 0 and self.weight(w.lower()) >= floor]

    def reworded(self, q, lang):
        out = q
        for start, others in EN_FRAMES if lang == "en" else PT_FRAMES:
            if out.lower().startswith(start) and self.rnd.random() < 0.75:
                out = self.rnd.choice(others) + out[len(start):]
                break
        r = self.rnd.random()
        ws = out.split()
        if r < 0.2:
            out = " ".join(w for i, w in enumerate(ws) if i == 0 or w.lower() not in ("the", "a", "an", "my", "your", "o", "a", "os", "as", "meu", "minha") or self.rnd.random() < 0.3)
        elif r < 0.3:
            out = out + (", please" if lang == "en" else ", por favor")
        elif r < 0.38:
            out = out.lower()
        elif r < 0.5:
            idx = [i for i in range(1, len(ws)) if ws[i].isalpha() and len(ws[i]) > 4 and not self.empty(ws[i], lang)]
            if idx:
                i = self.rnd.choice(idx)
                ws[i] = ws[i][:-1] if ws[i].endswith("s") and not ws[i].endswith("ss") else ws[i] + "s"
                out = " ".join(ws)
        return out

    def keywords(self, q, lang, kept=""):
        """A query of the words that carry the question, and the share of weight that was left out; never `kept`."""
        ws = q.split()
        body = [w for i, w in enumerate(ws) if not self.empty(w, lang) and w.lower() not in ("how", "what", "why", "when", "where", "who", "which", "como", "qual", "quais", "onde", "quando", "quem", "quanto", "faço", "posso")]
        if len(body) < 2:
            return None, 0
        total = sum(self.weight(w.lower()) for w in body) or 1
        lost = 0
        if len(body) > 3 and self.rnd.random() < 0.55:
            light = min(range(len(body)), key=lambda i: 9 * (body[i].lower() == kept) + self.weight(body[i].lower()) + 2 * self.rnd.random())
            lost = self.weight(body[light].lower()) / total
            del body[light]
        body = [w if w.lower() == kept else self.other_form(w) for w in body]
        r = self.rnd.random()
        if r < 0.3:
            i = self.rnd.randrange(len(body))
            body = body[i:] + body[:i]
        elif r < 0.5:
            body = [body[-1]] + body[:-1]
        elif r < 0.58:
            self.rnd.shuffle(body)
        return " ".join(body), lost

    def other_form(self, w):
        """The noun of a verb, a plural, a word of the same root: what a keyword query turns a word into."""
        r = self.rnd.random()
        low = w.lower()
        if r < 0.5 and low in self.nominal:
            return self.nominal[low]
        if r < 0.18 and self.kin(low):
            return self.rnd.choice(self.kin(low))
        if 0.18 < r < 0.3 and w.isalpha() and len(w) > 4:
            return w[:-1] if w.endswith("s") and not w.endswith("ss") else w + "s"
        if 0.3 < r < 0.38:
            return SAME.get(low, w)
        return w

    def swapped(self, q, lang):
        """The question with one word replaced by another of its field, and that word."""
        idx = self.content(q, lang)
        if not idx:
            return None, ""
        ws = q.split()
        i = self.rnd.choice(idx)
        other = self.near(ws[i].lower(), self.rnd, lang)
        if other is None:
            return None, ""
        ws[i] = other.capitalize() if ws[i][:1].isupper() else other
        return " ".join(ws), other

    def mistyped(self, q, lang):
        """One letter of a long word left out, doubled, replaced, or exchanged with the next."""
        # A word that nobody knows may be a name, and one letter makes another.
        idx = [i for i in self.content(q, lang) if len(q.split()[i]) >= 6 and q.split()[i].islower() and self.weight(q.split()[i]) < 0.985]
        if not idx or self.rnd.random() > 0.25:
            return None
        ws = q.split()
        i = self.rnd.choice(idx)
        w, at = ws[i], self.rnd.randrange(1, len(ws[i]) - 1)
        ws[i] = self.rnd.choice([w[:at] + w[at + 1 :], w[:at] + w[at] + w[at:], w[:at] + self.rnd.choice("aeiourstn") + w[at + 1 :], w[:at] + w[at + 1] + w[at] + w[at + 2 :]])
        return " ".join(ws) if ws[i] != w else None

    def unaccented(self, q, lang):
        """As typed in haste: without accents."""
        bare = "".join(c for c in unicodedata.normalize("NFD", q) if not unicodedata.combining(c))
        return bare if lang == "pt" and bare != q and self.rnd.random() < 0.3 else None

    def turned(self, q, lang):
        """"The price of the plan" as "the plan price"."""
        if lang != "en":
            return None
        m = re.match(r"^(.*?)(?:the )?([a-z]{4,} )?([a-z]{4,}) of (?:the |an? |my )?([A-Za-z]{3,}(?: [a-z]{4,})?)$", q)
        if not m or self.rnd.random() > 0.7 or self.empty(m.group(3), lang):
            return None
        return f"{m.group(1)}the {m.group(4)} {m.group(2) or ''}{m.group(3)}"

    def placed(self, q, lang):
        """"How do I sort a list in Python" as "in Python, how do I sort a list"."""
        m = re.match(r"^(.{12,}?) ((?:in|on|for|with|em|no|na|para) (?:the |o |a )?[A-Za-zÀ-ÿ]+)$", q)
        return f"{m.group(2)[0].upper()}{m.group(2)[1:]}, {m.group(1)[0].lower()}{m.group(1)[1:]}" if m and self.rnd.random() < 0.3 else None

    def synonym(self, q, lang):
        ws = q.split()
        idx = [i for i in self.content(q, lang, 0.2) if self.synonyms(ws[i].lower(), lang)]
        if not idx:
            return None
        i = self.rnd.choice(idx)
        ws[i] = self.rnd.choice(self.synonyms(ws[i].lower(), lang))
        return self.reworded(" ".join(ws), lang)

    def without(self, q, lang):
        idx = self.content(q, lang, 0.5)
        if len(idx) < 3:
            return None
        ws = q.split()
        del ws[self.rnd.choice(idx)]
        return " ".join(ws)

    def more(self, q, lang):
        idx = self.content(q, lang)
        if not idx:
            return None
        ws = q.split()
        i = self.rnd.choice(idx)
        other = self.near(ws[i].lower(), self.rnd, lang)
        if other is None:
            return None
        ws.insert(i, other)
        return " ".join(ws)

    def asks(self, q):
        low = q.lower()
        for word, other in ASKS.items():
            if low.startswith(word + " "):
                return other + q[len(word):]
        return None

    def timed(self, q):
        """Another time or another modality: "who is", "who was"; "can I", "should I"."""
        words = q.split()
        for i, w in enumerate(words[:3]):
            other = TIMES.get(w.lower())
            if other:
                return " ".join(words[:i] + [other] + words[i + 1 :])
        return None

    def exchanged(self, q, lang):
        idx = self.content(q, lang, 0.4)
        if len(idx) < 2:
            return None
        i, j = sorted(self.rnd.sample(idx, 2))
        ws = q.split()
        if any(w.lower() in ("and", "or", "e", "ou", "between", "entre") for w in ws[i - 1 : j]):
            return None
        ws[i], ws[j] = ws[j], ws[i]
        return " ".join(ws)

    def verb(self, q, lang):
        m = re.match(r"(how (?:do|can) (?:i|you|we) |how to |como )(\w+)(.*)", q, re.I)
        if not m:
            return None
        if lang == "pt":
            other = self.rnd.choice([v for v in PT_VERBS if v != m.group(2)])
        else:
            other = self.near(m.group(2).lower(), self.rnd, lang)
        return f"{m.group(1)}{other}{m.group(3)}" if other else None
