# ruff: noqa: RUF001  # letters that look like others
"""Short texts in European languages are read in the right one of the 8-bit encodings."""

import pytest
from timing import grows_at_most

from scent.formats.documents.base.encoding.decode import decode

WEST = {
    "German": """\
Schöne Grüße aus Köln.
Der Schlüssel hängt an der Tür.
Die Straße ist gesperrt, weil es geschneit hat.
Für das Frühstück brauchen wir Brötchen und Käse.
Größe 42
Müller & Söhne
Die Rechnung über 250 € ist fällig.
Über den Wolken muß die Freiheit grenzenlos sein.
Ärger mit dem Vermieter? Wir helfen!
Das Café öffnet um 9 Uhr; Getränke kosten ½ Preis.
Er sagte: „Ich weiß es nicht“ – und ging.
Alle Menschen sind frei und gleich an Würde und Rechten geboren.
""",
    "French": """\
Où est la clé ?
L'été dernier, nous étions à la mer.
Le garçon a mangé une crêpe à la crème brûlée.
Ça va très bien, merci.
Une œuvre d'art, un cœur et des œufs.
Il a dû partir tôt à cause de la neige.
Noël approche et le château est fermé.
« Bonjour », dit-elle, « où allez-vous ? »
Les élèves étudient l'hébreu à Genève.
La forêt brûle près de Nîmes depuis août.
Tous les êtres humains naissent libres et égaux en dignité et en droits.
Le maïs a gelé cet hiver.
""",
    "Spanish": """\
¿Dónde está la llave?
Mañana será otro día.
El niño comió un plátano en el jardín.
¡Feliz cumpleaños!
La reunión será el miércoles a las seis.
El pingüino español vive en el zoológico.
Núm. 3, 2º piso
Años después volvió a su país.
Todos los seres humanos nacen libres e iguales en dignidad y derechos, dotados como están de razón.
El camión llegó tarde por la nieve en el túnel.
""",
    "Portuguese": """\
Onde estão as chaves?
Não sei o que aconteceu.
Amanhã vai chover em São Paulo.
A reunião começa às seis.
O pão está na mesa da cozinha.
Avó e avô moram em Évora.
Informações e condições
Todos os seres humanos nascem livres e iguais em dignidade e direitos; são dotados de razão.
O coração da mãe é grande.
A lição de português é fácil.
""",
    "Italian": """\
La città è chiusa perché nevica.
Più tardi verrò da te.
Il caffè costa un euro, però è buono.
Lunedì andrò in università.
Così è la vita.
È già tardi.
Tutti gli esseri umani nascono liberi ed eguali; la libertà è sacra.
Qualità e quantità
""",
    "Swedish": """\
Var är nycklarna?
Göran åker till Malmö på lördag.
Stäng dörren, tack.
Alla människor är födda fria och lika i värde och rättigheter.
Räkningen måste betalas före månadens slut.
Smörgås med ägg och ål
Åsa bor i Västerås.
En bild på sjön i skymningen
""",
    "Danish": """\
Hvor er nøglerne?
Søren bor på Ærø.
Luk døren, tak.
Alle mennesker er født frie og lige i værdighed og rettigheder.
Regningen skal betales før månedens slutning.
Smørrebrød med æg og ål
Åbent hver dag
Blå bær og røde æbler
""",
    "Finnish": """\
Missä avaimet ovat?
Sulje ovi, kiitos.
Kaikki ihmiset syntyvät vapaina ja tasavertaisina arvoltaan ja oikeuksiltaan.
Äiti leipoi pullaa.
Hyvää päivää!
Sähkölasku täytyy maksaa ennen kuun loppua.
Yö oli pimeä ja kylmä.
Järvi jäätyi eilen.
""",
}
OTHERS = {
    "Polish": """\
Dziękuję za list.
Gdzie są klucze?
Proszę zamknąć drzwi.
Wczoraj padał śnieg.
Źródło jest w lesie.
Jutro przyjdę później.
Książka leży na stole w kuchni.
Mój brat mieszka w Łodzi od dziesięciu lat.
Spotkanie odbędzie się w środę o szóstej wieczorem.
Wszyscy ludzie rodzą się wolni i równi w swej godności.
Żółte liście spadają z drzew, bo przyszła już jesień.
Rachunek za prąd trzeba zapłacić do końca miesiąca.
Lekarz przepisał mi tabletki na kaszel i kazał leżeć w łóżku.
Pociąg do Krakowa odjeżdża z peronu trzeciego o godzinie siódmej.
Stary młyn nad rzeką zamieniono na hotel, w którym latem nie ma wolnych pokoi.
Babcia piecze najlepsze pierogi z kapustą i grzybami w całej wsi, choć nigdy nie zapisała przepisu.
Na zebraniu ustalono, że dach szkoły zostanie naprawiony jeszcze przed zimą, a koszty pokryje gmina.
Chłopiec biegł przez pole i wołał psa, który gonił zająca aż do lasu.
Nie wiem, co się stało, ale silnik przestał działać tuż za miastem.
Umowę podpisano w dwóch egzemplarzach, po jednym dla każdej ze stron, i złożono w sejfie banku, gdzie.
""",
    "Hungarian": """\
Köszönöm szépen.
Hol van az őr?
A fű zöld.
Esős idő lesz holnap.
Kérem, csukja be az ajtót.
A könyv az asztalon fekszik.
Tűzoltók érkeztek a házhoz.
A nővérem Győrben dolgozik egy műhelyben.
Az ülés hétfőn este hat órakor kezdődik.
Minden emberi lény szabadon születik és egyenlő méltósága van.
Az őszi szél lefújta a leveleket a fákról.
A villanyszámlát a hónap végéig kell befizetni.
Az orvos gyógyszert írt fel, és azt mondta, hogy feküdjek ágyba.
A vonat a harmadik vágányról indul, de ma késni fog egy kicsit.
A régi malmot szállodává alakították át, és nyáron nincs benne üres szoba.
Nagymama süti a legjobb rétest a faluban, bár a receptjét soha nem írta le senkinek.
A gyűlésen megállapodtak, hogy az iskola tetejét még a tél előtt kijavítják, a költségeket a község fizeti.
A fiú átszaladt a mezőn, és hívta a kutyáját, amely egy nyulat űzött az erdőig.
Nem tudom, mi történt, de a motor leállt közvetlenül a város után.
A szerződést két példányban írták alá, mindkét fél kapott egyet, és a bank széfjében őrzik, ahol öt évig kell megőrizni.
""",
    "Estonian": """\
Tänan kirja eest.
Kus on võtmed?
Palun sulge uks.
Õues sajab lund.
Žürii otsustas nii.
Raamat on köögis laual.
Mu vend elab Võrus juba kümme aastat.
Koosolek toimub kolmapäeval kell kuus õhtul.
Kõik inimesed sünnivad vabadena ja võrdsetena.
Šokolaadikook on väga magus ja maitsev.
Sügisel langevad puudelt kollased lehed.
Elektriarve tuleb kuu lõpuks ära maksta.
Arst kirjutas mulle köharohtu ja käskis voodis lamada.
Rong Tartusse väljub kolmandalt rööpapaarilt kell seitse.
Vana veski jõe ääres ehitati ümber hotelliks, kus suvel ei ole ühtegi vaba tuba.
Vanaema küpsetab küla parimat leiba, kuigi ta pole retsepti kunagi üles kirjutanud.
Koosolekul otsustati, et koolimaja katus parandatakse enne talve ja kulud katab vald.
Poiss jooksis üle põllu ja hüüdis koera, kes ajas jänest metsani taga.
Ma ei tea, mis juhtus, aga mootor jäi seisma kohe linna taga.
Leping kirjutati alla kahes eksemplaris, kummalegi poolele üks, ja hoitakse panga seifis, kus seda säilitatakse.
""",
    "Romanian": """\
Mulţumesc frumos.
Unde sunt cheile?
Vă rog să închideţi uşa.
Mâine va ninge la munte.
Fântâna este în pădure.
Cartea este pe masă, în bucătărie.
Fratele meu locuieşte la Braşov de zece ani.
Şedinţa are loc miercuri la ora şase seara.
Toate fiinţele umane se nasc libere şi egale în demnitate.
Toamna cad frunzele galbene din copaci.
Factura de curent trebuie plătită până la sfârşitul lunii.
Doctorul mi-a dat pastile de tuse şi mi-a spus să stau în pat.
Trenul pleacă de la peronul trei, dar astăzi va întârzia puţin.
Moara veche de lângă râu a devenit hotel, iar vara nu mai are camere libere.
Bunica face cea mai bună plăcintă din sat, deşi nu a scris niciodată reţeta.
La adunare s-a hotărât ca acoperişul şcolii să fie reparat înainte de iarnă.
Băiatul alerga pe câmp şi îşi striga câinele, care fugărea un iepure.
Nu ştiu ce s-a întâmplat, dar motorul s-a oprit imediat după oraş.
Ţăranii au adus roşii, castraveţi şi brânză la piaţă.
Contractul a fost semnat în două exemplare, câte unul pentru fiecare parte, şi este păstrat în seiful băncii.
""",
    "Turkish": """\
Teşekkür ederim.
Anahtarlar nerede?
Lütfen kapıyı kapatın.
Dün kar yağdı.
Işık yanmıyor.
Kitap mutfakta masanın üstünde duruyor.
Ağabeyim on yıldır Muğla'da yaşıyor.
Toplantı çarşamba akşamı saat altıda yapılacak.
Bütün insanlar özgür, onur ve haklar bakımından eşit doğarlar.
Sonbaharda ağaçlardan sarı yapraklar düşer.
Elektrik faturası ayın sonuna kadar ödenmeli.
Doktor öksürük için ilaç yazdı ve yatakta kalmamı söyledi.
Tren üçüncü perondan kalkıyor ama bugün biraz geç gelecek.
Irmağın kıyısındaki eski değirmen otel oldu, yazın boş oda kalmıyor.
Büyükannem köyün en güzel böreğini yapar, ama tarifini hiç kimseye vermedi.
Okulun çatısının kıştan önce onarılmasına ve masrafı belediyenin ödemesine karar verildi.
Çocuk tarladan koşarak geçti ve tavşanı kovalayan köpeğini çağırdı.
Ne olduğunu bilmiyorum, ama motor şehirden çıkar çıkmaz durdu.
İstanbul'da hava bugün çok güzel.
Sözleşme iki nüsha olarak imzalandı, her taraf birini aldı ve bankanın kasasında beş yıl boyunca saklanacak.
""",
    "Croatian": """\
Gdje su ključevi?
Zatvorite vrata, molim.
Jučer je padao snijeg.
Sutra ću doći kasnije.
Čaša je na stolu.
Knjiga leži na stolu u kuhinji kraj šećera.
Moj brat već deset godina živi u Šibeniku.
Sastanak će se održati u srijedu u šest navečer.
Sva ljudska bića rađaju se slobodna i jednaka u dostojanstvu.
Žuto lišće pada s drveća jer je došla jesen.
Račun za struju treba platiti do kraja mjeseca.
Liječnik mi je propisao tablete za kašalj i rekao da ležim.
Vlak za Osijek polazi s trećeg perona, ali danas kasni.
Stari mlin uz rijeku pretvoren je u hotel, u kojem ljeti nema slobodnih soba.
Baka peče najbolju pitu u selu, iako nikada nije zapisala recept.
Na sastanku je odlučeno da će se krov škole popraviti prije zime, a troškove plaća općina.
Dječak je trčao preko polja i zvao psa koji je gonio zeca sve do šume.
Ne znam što se dogodilo, ali motor je stao odmah iza grada.
Đurđica cvate u svibnju.
Ugovor je potpisan u dva primjerka, po jedan za svaku stranu, i čuva se u sefu banke, gdje će ostati pet godina.
""",
}
ENCODINGS = {
    "Polish": ("iso8859_2", "cp1250"),
    "Hungarian": ("iso8859_2", "cp1250"),
    "Romanian": ("iso8859_2", "cp1250"),
    "Croatian": ("iso8859_2", "cp1250"),
    "Turkish": ("iso8859_9", "cp1254"),
    "Estonian": ("iso8859_13", "cp1257", "iso8859_15"),
}
# Of twenty: a short one can be a text in two encodings.
MOST_WRONG = 2


def in_encoding(sentences: str, encoding: str) -> dict[str, bytes]:
    """The sentences that an encoding can hold, in it."""
    known = (line for line in sentences.splitlines() if line.encode(encoding, "replace").decode(encoding) == line)
    return {line: line.encode(encoding) for line in known}


@pytest.mark.parametrize("language", WEST)
@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_no_sentence_of_western_europe_is_read_wrongly(language: str, encoding: str) -> None:
    sentences = in_encoding(WEST[language], encoding)
    assert len(sentences) > 7
    assert [line for line, data in sentences.items() if decode(data) != line] == []


@pytest.mark.parametrize(
    ("language", "encoding"), [(language, each) for language, encodings in ENCODINGS.items() for each in encodings]
)
def test_few_sentences_of_other_languages_are_read_wrongly(language: str, encoding: str) -> None:
    sentences = in_encoding(OTHERS[language], encoding)
    wrong = [decode(data) for line, data in sentences.items() if decode(data) != line]
    assert len(sentences) > 18
    assert len(wrong) <= MOST_WRONG, wrong


@pytest.mark.parametrize("language", OTHERS)
def test_a_page_of_text_is_always_read_rightly(language: str) -> None:
    for encoding in ENCODINGS[language]:
        text = "\n".join(in_encoding(OTHERS[language], encoding))
        assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    "text", ["It’s 5 m² at 20 °C ± 1", "the 5 µm filter", "a naïve café", "— “so”, he said…", "½ × ¾"]
)
def test_signs_in_english_are_signs(text: str) -> None:
    assert decode(text.encode("cp1252")) == text


def test_guessing_does_not_take_longer_for_a_larger_file() -> None:
    text = WEST["German"].encode("cp1252") * 4_000
    assert grows_at_most(lambda size: decode(text[:size]), 100_000, 2_000_000, times=30)
