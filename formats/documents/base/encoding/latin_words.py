# ruff: noqa: RUF001  # letters that look like others
"""Common words of languages in Latin letters, from which `latin` learns where their accented letters stand.

They are words of everyday life, chosen so that each letter stands between its usual neighbours.
"""

from typing import Final

WORDS: Final = {
    "German": (
        "für über können müssen möchte schön früh Tür Straße groß heißt weiß außer größer später während nächste "
        "Mädchen Männer hätte wäre würde gehört Brötchen Käse Grüße natürlich möglich fünf zwölf zurück Stück "
        "Glück Küche Bücher Häuser Öl Übung Ärger Äpfel öffnen läuft trägt fällt schließen Fuß süß müde Köln "
        "Österreich Frühstück geöffnet geschäft Qualität Universität lösen böse König Söhne Körper dafür ändern "
        "ähnlich Höhe Länge Größe Stärke Bäume Räume Fähre Gemüse Getränke erzählt wählen zählen ausländisch"
    ),
    "French": (
        "été être même très après où à là déjà voilà château forêt fenêtre tête fête bête pêche crème père mère "
        "frère première dernière élève école étudiant épée échec médecin téléphone général réponse société "
        "qualité liberté année journée idée café marché allé donné français garçon leçon ça reçu âge âme pâte "
        "bâtiment août goût sûr dû brûle cœur sœur œuvre œuf œil naïf maïs Noël île dîner naître connaître hôtel "
        "hôpital côté tôt bientôt drôle rôle aperçu hélas hébreu intérêt problème système siècle pièce manière "
        "lumière sévère près égal états économie éditeur déclaré célèbre difficulté élevé privé"
    ),
    "Spanish": (
        "está más también qué cómo cuándo dónde quién después según así allí aquí sí mí él tú papá mamá café año "
        "niño niña mañana señor español pequeño montaña sueño compañero día todavía país había tenía policía "
        "María corazón razón avión camión canción nación información reunión jardín árbol público último número "
        "música médico página fácil difícil útil único teléfono océano menú pingüino bilingüe además detrás adiós "
        "jamás será hará sábado miércoles inglés francés interés estación educación situación piñón enseñar baño "
        "otoño cumpleaños ¿Qué ¡Qué"
    ),
    "Portuguese": (
        "não são estão então mão pão irmão coração avião verão amanhã maçã manhã irmã também está já até você "
        "café água árvore três mês português inglês é razões informações condições nações lições ações pões põe "
        "mães pães cães avó avô história memória óculos código próximo último música público país saída dúvida "
        "ninguém alguém além porém àquela à às câmara lâmpada ânimo êxito ciência experiência polícia notícia "
        "serviço preço começo cabeça criança esperança açúcar ação função opção educação situação fácil difícil "
        "impossível possível"
    ),
    "Italian": (
        "è perché più già così città università libertà qualità verità società età può però ciò caffè tè lì là sì "
        "né cioè poiché giù virtù gioventù lunedì martedì venerdì sarà farà andrà dirà potrà perciò attività "
        "difficoltà possibilità metà novità papà È quantità realtà capacità comunità"
    ),
    "Swedish": (
        "är på för från även också två när där här går får står måste många första år å små själv kött över öppna "
        "ö kök söder höger köpa göra höra större början människa människor lägga väg dörr Malmö Göteborg Västerås "
        "Åsa Örebro älska äpple ägg ål björn fråga språk då så blå grå råd tåg båt räkning värld kärlek hjälp "
        "tjänst frågor åka åter igår trädgård sjö smör bröd född lördag söndag män vänner"
    ),
    "Danish": (
        "på også når år å små får går står måske både åben åbent blå grå råd tåg båd gård påske være været læse "
        "læge æble æg ære mænd kærlighed hjælp værdighed nærmest ø øl øre før først større køb køkken købe gør "
        "høre søn søster sød rød røde brød smør smørrebrød født lørdag søndag nøgle nøgler døren Søren København "
        "Ærø Århus Ålborg Østergade æbler bær træ mørk køre følge følger trænger spørge spørgsmål"
    ),
    "Finnish": (
        "että myös hän tämä mitä mikä missä päivä päivää äiti isä ystävä hyvää yö työ pöytä köyhä sähkö järvi "
        "jäätyä täytyy pitää elämä nähdä tehdä käydä käsi näin väri kylmä pimeä tyttö tytär löytää öljy syödä "
        "syntyvät ihmisiä sää pää tänään täällä siellä työntekijä päättää välillä ääni älä Äiti Åbo käytössä "
        "lähteä sänky"
    ),
    "Dutch": (
        "één België Italië coördinatie knieën ideeën zeeën financiën reünie café hé vóór ruïne naïef patiënt "
        "cliënt poëzie geïnteresseerd beëindigen drieën efficiënt Israël skiën oriëntatie ingrediënten"
    ),
    "Icelandic": (
        "að það þú þið þetta því þar við með á í ég hún mjög góður góðan bók bókin lokaðu hurð hurðin hurðinni "
        "frjálsir öðrum virðingu réttindum ísland Ísland þjóð eða síðan veður sækja læra lækur maður næst ár dýr "
        "nýr þá kýr mál sjór fjörður jörð út úr Það Þú Þetta Ég ólíkt fæddur ævi ætla"
    ),
    "Polish": (
        "się być mieć już też można który które której są proszę dziękuję cześć dzień później źle żeby że aż "
        "książka książki łóżko łódź Łódź ręka ręce głowa głos słowo świat śnieg środa piątek święto miesiąc "
        "tysiąc pięć sześć dziesięć pieniądze życie żona żółty źródło róża mówić wrócić góra córka mój twój swój "
        "wóz król ból główny młyn mały biały były był było została odbędzie wołał biegł spadają liście jesień koń "
        "słońce ogień państwo hiszpański polską drogą matką szkołę kobietę wodę idę będę mogę chcę chodź weź więc "
        "między ważny każdy duży młody stół pół całość wolność godność równi część wyjść przyjść przyszła dłoń "
        "łatwo zamknąć ciągnąć wziąć zapłacić kosić pociąg ciąża wąż sąd błąd prąd rząd środek śmierć śniadanie "
        "Śląsk Ślub Życzę Źródło kaszę naszą ją tę"
    ),
    "Hungarian": (
        "és már még így úgy ő ők őr őket nő nők nővér fő fű fűtés tűz tűzoltó hűtő gyűlés gyűjt művész műhely mű "
        "számú erdő idő idős első felső belső külső később előtt között mögött után köszönöm kérem jó jól óra "
        "három négy öt hét tíz húsz száz férfi férfiak könyv könyvek szőlő szőke bőr kő kővel eső esős őszi ősz "
        "őrzik megőrizni szülő szülők újság út ház házhoz város városban község működik felelős jövő jövőre múlt "
        "hétfő kettő kettőt esküvő bővíteni győzni Győr győzelem fizető vendéglő minősítő erős erő erőt nagyszerű "
        "egyszerű gyönyörű szürke zöld kék tél nyár évig szerződés szűk büszke könnyű keserű betű derű lőni nőtt "
        "főtt sütő törölköző pénztárcá fiúk kapták Őt Űr bűn bűnös bűz rögtön régi szállodává közvetlenül"
    ),
    "Estonian": (
        "õues õhtu õhtul õpetaja õpilane õun õde õnn õige õli õlu mõni mõned kõik kõige sõber sõna sõit võti "
        "võtmed võib võrdne Võru põld põllu põhja rõõm tõsi nõu lõuna lõpp lõpuks jõgi jõe kõrge öö tööd töö "
        "möödas höövel pööre sööma sööb rööbas köha köök köögis käsi käskis päev päeva täna tänan äri häda jää "
        "jäi näha ära pärast külma küla küsima üks üle ühtegi üldse süda süsi müüa püha nüüd lühike kümme kübar "
        "Žürii žürii žanr šokolaad šokolaadi šeff garaaž režii finiš duši šampoon sügis sügisel vähe väga väike "
        "sünnivad võõras nädal järgmine jõulud tüdruk õnnelik"
    ),
    "Romanian": (
        "mulţime mulţi mulţumit mulţumire "
        "și şi să că dacă după fără până când cât în înainte într însă întâi înțeles înţeles încă întâmplat mână "
        "pâine câine câmp râu rând gând vânt sfânt cuvânt pământ român română România bărbat băiat băieți fată "
        "casă masă mamă țară ţară viaţă viață piaţă piață faţă față dimineaţă oraș oraş orașul oraşul știu ştiu "
        "știință ştiinţă şcoală școală ușă uşă uşa închis așa aşa deși deşi acoperiș acoperiş mătuşă roşu roșii "
        "roşii iarnă vară primăvară toamnă apă brânză rău rămâne păstrat plătit plătită mulţumesc mulțumesc bună "
        "săptămână lună fântână pădure frumuseţe şase șapte şapte preţ preț ţăran țăran ţine naţional nașterea "
        "naşte libertăţi însuşi băncii fiinţă fiinţe şedinţă reţeta reţetă castraveţi sfârşit sfârșit rugăm vă mă "
        "lângă lăsa înălţime câțiva câţiva mulţi toţi toți sârmă fugărea hotărât hotărâre prăjit plăcintă cămaşă "
        "fraţi bucătărie bucureşti Braşov Iaşi București"
    ),
    "Turkish": (
        "adının yanında sanırım kadının masanın anında tanıdım banım zamanın arkasından "
        "için değil çok güzel gün bugün dün yarın şimdi önce olduğu olduğunu değer ağaç dağ doğru doğum oğul "
        "öğretmen öğrenci öğle yağmur soğuk sıcak kış ışık ışığı ısı kız kadın adım altı kapı kapıyı açık aşk iş "
        "işçi işte şey şehir şeker şarkı başka baş beş taş kaş yaş yıl yılı çocuk çiçek çay süt üç dört köy köpek "
        "göz söz kötü büyük küçük müdür mümkün dünya Türk Türkiye İstanbul İzmir İyi Şu Şubat Çarşamba Öyle Ünlü "
        "ülke üzüm ürün yürü gelmiş gitmiş yapılacak yazıldı aldı kaldı çıktı kırmızı sarı yeşil sağ sağlık bağ "
        "bağlı çağ çağrı boğaz uğur ağır ağabey sığır mutfağı teşekkür lütfen yapmış şöyle kapıdan bakım hakkında "
        "hakları bakımından imzalandı kızım evladım teşvik"
    ),
    "Croatian": (
        "što će ćemo ćete kuća kuće noć moć pomoć sreća sreću vruće već još šest šesti škola školu škole šuma "
        "šume šećer košulja naš vaš piše kiša kaša tišina nešto ništa život žena žene žuto živi lažem može kaže "
        "reže draži duži bježi leži ležim čovjek čaša čaj čuva ključ ključevi noću večer navečer jučer čekati "
        "početi počinje sličan mačka bačka riječ riječi račun tečaj liječnik dječak đak đavo Đurđa Đurđica između "
        "među također rođen rađaju rađa mlađi dođi došao došla građa dođe ljuđi tuđi riđi čovječe općina općine "
        "mogućnost Čakovec Šibenik Žuto Žena Čovjek Ćiro sljedeći kašalj odlučeno održati proljeće cvijeće lišće "
        "drveće voće djevojčica znači čistoća plaća plaćati kasniš ćud kći braća življenje ključi včeraj plačati "
        "človek človeško hiša šola še že več nič reč žival"
    ),
    "Czech": (
        "že být když až už není který která ještě také při přes před příští přijedu přítel dobře dveře zavřete "
        "moře tři čtyři řeka řekl hoří tvář kuře dítě děti město země věc svět člověk někdo něco něm téměř dům "
        "můj stůl můžete růže kůň průvod účet účty úterý dělat děkuji žluté životě žena žák života muž šest škola "
        "šaty naše vaše piš čas včera čeština českých klíče klíč oči léto mléko dobrý nový malý zelený sníh listí "
        "stromů lidí ženy dnů prosím býti rovní důstojnosti právech měsíce elektřinu týden později lékař září "
        "říjen ďábel loď teď síť chuť žluťoučký úpěl ďábelské ódy všichni všechno vždy svobodní Čech Řím Žena Šel "
        "Úřad Účet Příliš Děti Všichni Říká"
    ),
    "Slovak": (
        "že byť keď až už ktorý ktorá sú ešte tiež prídem priateľ štyri tvár dieťa človek niečo dôstojnosti "
        "právach stôl kôň môže nôž vôľa účet účty robiť ďakujem ďalej žlté život žena žiak muž šesť škola šaty "
        "naše vaše čas včera kľúč kľúče oči dobrý nový malý zelený lístie ľudí ľudia všetci všetko vždy slobodní "
        "rovní zaplatiť týždeň neskôr lekár späť päť deväť mäso pamäť vŕba stĺp kŕmiť mŕtvy tĺcť zŕn loď sieť "
        "chuť Ľuboš Ľudia Ďakujem Šťastie Žena Účet Včera"
    ),
    "Latvian": (
        "kā tā šis viņš viņa mēs jūs lūdzu vēstule vēstuli atslēga atslēgas rēķins rēķinu cilvēks cilvēki māja "
        "māte tēvs bērns bērni zēns pilsēta jūra mežs zāle zīme mēnesis mēneša rīts ūdens gaļa ābols ķirsis "
        "ģimene ļoti ļaut labāk šodien rītdien jāsamaksā jābūt būt redzēt strādāt runāt brīvi brīvība tiesībām "
        "tiesībās vienlīdzīgi pašcieņā Rīga līdz pēc pār ķīmija ņemt kaķis kuģis kļūda vīrs šķiet žurnāls čūska "
        "ēka Ūdens"
    ),
    "Lithuanian": (
        "prašyti šalis šaltas šaldyti neša užrakinti užrašas uždaras už užsienis pradžia medžiaga "
        "šis jūs prašau ačiū laiškas laišką šaldytuvo sąskaita sąskaitą žmogus žmonės tėvas mergaitė jūra miškas "
        "žolė mėnuo mėnesio dieną mėsa žuvis vyšnia šeima šiandien apmokėti būti kalbėti laisvė teisė teisėmis "
        "lygūs visą didelė gražus prieš už elektrą įmonė įėjimas į ąžuolas ėmė ęs kęsti tęsti lęšis ų vaikų "
        "žmonių darbų čia ką ūkis šį žodį Šiandien Žmonės Ąžuolas Įmonė"
    ),
}
