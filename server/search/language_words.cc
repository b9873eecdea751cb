#include "server/search/language_words.h"

namespace factcheck::search {
namespace {

constexpr LanguageWords kAll[] = {
    {"en", "english", false, true,
     "a about above after again against all also am an and any are as at be because been before "
     "being below between both but by can could did do does doing down during each few for from "
     "further had has have having he her here hers herself him himself his how i if in into is it "
     "it's its itself just let's me more most my myself of off on once only or other our ours "
     "ourselves out over own same she should so some such than that that's the their theirs them "
     "themselves then there there's these they they're they've this those through to too under "
     "until up very was we we're we've were what what's when where which while who whom why will "
     "with would you you're you've your yours yourself i'm i've he's she's i'll you'll we'll "
     "they'll i'd you'd he'd she'd we'd they'd who's here's got get us may might must shall upon "
     "no nor not don't doesn't didn't isn't aren't wasn't weren't won't wouldn't can't cannot "
     "couldn't shouldn't hasn't haven't hadn't ain't",
     "no nor not never none nobody nothing neither without cannot don't doesn't didn't isn't "
     "aren't "
     "wasn't weren't won't wouldn't can't couldn't shouldn't hasn't haven't hadn't ain't dont "
     "doesnt "
     "didnt isnt arent wasnt wont cant",
     ""},
    {"es", "spanish", false, true,
     "a al algo algunos ante antes como con contra cual cuando de del desde donde durante e el "
     "ella "
     "ellas ellos en entre era eran es esa esas ese eso esos esta están estaba este esto estos "
     "está "
     "fue fueron ha han había hasta hay la las le les lo los más me mi mis mucho muy nada ni no "
     "nos "
     "nosotros o os otra otro otros para pero poco por porque que quien qué se ser si sin sobre "
     "son "
     "su sus sí también tanto te tiene todo todos tu un una uno unos y ya yo",
     "no ni nunca jamás nadie nada ningún ninguno ninguna sin tampoco", "ñ¿¡"},
    {"fr", "french", true, true,
     "a à ai ainsi alors après au aucun aussi autre aux avec avait avant avoir c'est ce ceci cela "
     "ces cet cette ceux chez comme d'un d'une dans de des donc dont du elle elles en encore entre "
     "est et été être eux fait font il ils je la le les leur leurs lui ma mais me même mes moi mon "
     "n'a n'est ne nos notre nous on ont ou où par pas plus pour qu'il qu'elle qu'on que qui quoi "
     "sa sans se ses si son sont sous sur ta te tes toi ton tous tout très tu un une vos votre "
     "vous y",
     "ne pas jamais aucun aucune rien personne sans ni n'a n'est", "œçêîûôù"},
    {"de", "german", false, false,
     "aber alle allem allen aller alles als also am an auch auf aus bei bin bis bist da damit dann "
     "das dass dem den denn der des die dies diese dieser dieses doch dort du durch ein eine einem "
     "einen einer eines er es für gegen hat hatte haben hier ich ihm ihn ihr ihre im in ist ja "
     "jede kann kein keine können man mehr mein mich mir mit muss nach nicht noch nun nur ob oder "
     "ohne schon sehr sein seine sich sie sind so soll um und uns unter vom von vor war waren was "
     "weil wenn wer werden wie wieder will wir wird wo wurde wurden zu zum zur über",
     "nicht kein keine keinen keinem keiner nie niemals niemand nichts ohne", "ßäü"},
    {"pt", "portuguese", false, true,
     "a à ao aos as às até com como da das de dela dele deles depois do dos e é ela elas ele eles "
     "em "
     "entre era essa esse esta está estão este eu foi foram há isso isto já lhe mais mas me mesmo "
     "meu minha muito na não nas nem no nos nós o os ou para pela pelas pelo pelos por porque "
     "quando "
     "que quem se sem ser seu seus só sua suas são também te tem têm tinha um uma você vocês",
     "não nem nunca jamais ninguém nada nenhum nenhuma sem tampouco", "ãõ"},
    {"it", "italian", true, true,
     "a ad agli ai al alla alle allo anche c'è che chi ci come con contro cui da dagli dai dal "
     "dalla "
     "dalle degli dei del della delle dello di dove e è ed era essere fra gli ha hanno ho i il in "
     "io "
     "l la le lei li lo loro lui ma mi mia mio molto ne negli nei nel nella nelle noi non nostro o "
     "per perché più quando quella quello questa questo se sei si sia sono sta su sua sugli sul "
     "sulla suo suoi tra tu tutti tutto un una uno vi",
     "non né mai nessuno nessuna niente nulla senza", "ìò"},
    {"nl", "dutch", false, true,
     "aan al alles als altijd andere ben bij daar dan dat de der deze die dit doch doen door dus "
     "een "
     "en er ge geen haar had heb hebben heeft hem het hier hij hoe hun ik in is ja je kan kon maar "
     "me meer men met mij mijn moet na naar niet niets nog nu of om omdat ons ook op over reeds te "
     "tegen toch toen tot u uit uw van veel voor want waren was wat werd wezen wie wil worden "
     "wordt "
     "zal ze zelf zich zij zijn zo zonder zou",
     "niet geen nooit niemand niets zonder", "ĳ"},
    {"pl", nullptr, false, true,
     "a ale bardzo bez bo by był była było były być co czy dla do gdy gdzie go i ich ile im inne "
     "ja "
     "jak jako je jego jej jest jeszcze jeśli już każdy kiedy kto które który która lub ma może na "
     "nad nam nas nie niż o od oraz po pod ponieważ przed przez przy roku się są ta tak także tam "
     "te "
     "tego tej ten to tu tylko tym u w we więc wszystko z za ze że",
     "nie nigdy nikt nic bez ani żaden", "łąęśżźńć"},
    {"tr", "turkish", false, true,
     "acaba ama ancak aslında az bana bazı belki ben beni bir biri birçok biz bu buna bunda bunu "
     "bunun "
     "da daha de defa diye en gibi göre hem hep hepsi her hiç için ile ise kadar ki kim mi mu mü "
     "mı "
     "nasıl ne neden nerede o olan olarak oldu olduğu olduğunu onlar onu onun sanki şey siz şu tüm "
     "var ve veya ya yani",
     "değil hiç yok asla olmayan", "ğışİ"},
    {"sv", "swedish", false, true,
     "alla att av blev bli blir de dem den denna det detta dig din du där då efter ej eller en er "
     "ett från för ha hade han har henne hon honom hur här i icke inte jag ju kan man med men mig "
     "min "
     "mot mycket ni nu när någon något några och om oss på samma sedan sig sin sitt själv skulle "
     "som "
     "så till under upp ut vad var vara vi vid är över",
     "inte ej aldrig ingen inget inga utan", "å"},
    {"ro", "romanian", false, true,
     "a acea acest această ai al ale am ar are au ca care că ce cu de deja despre din după ei el "
     "este eu fi fost în în la le lui mai ne nu o pe pentru prin sau se sunt și ți un una unei "
     "unui",
     "nu nici niciodată nimeni nimic fără", "ășțţş"},
    {"id", "indonesian", false, true,
     "ada adalah akan atau bahwa bisa dalam dan dari dengan di dia ini itu juga kami karena ke "
     "kepada "
     "kita mereka oleh pada para saat saya sebagai sudah telah tersebut untuk yang",
     "tidak bukan tak tanpa belum jangan", ""},
    {"ru", "russian", false, true,
     "а без более бы был была были было быть в вам вас весь во вот все всего вы где да даже для до "
     "его ее если есть еще же за здесь и из или им их к как ко когда кто ли мне мы на над надо наш "
     "не него нет ни них но ну о об однако он она они оно от по под при с со так также такой там "
     "то "
     "того только том ты у уже хотя чего чей чем что чтобы эта эти это я",
     "не нет ни никогда никто ничего без", "ыэъё"},
    {"uk", nullptr, false, true,
     "а або але без був була були було бути в вже ви від він вона вони воно все для до з за і й із "
     "його її їх коли ми на над не ні о по при про та так також те ти то у хто це цей ця ці що щоб "
     "як я",
     "не ні ніколи ніхто нічого без", "іїєґ"},
    {"el", "greek", false, true,
     "ο η το οι τα του της των τον την και κι κ είναι στο στη στην στον στα με σε που από για ότι "
     "θα "
     "να δεν μη μην ως αν ένα μια ένας",
     "δεν μη μην χωρίς ποτέ κανείς", ""},
    {"ar", "arabic", false, false,
     "في من على إلى عن مع هذا هذه ذلك التي الذي أن إن كان كانت هو هي ما و أو ثم قد كل بعد قبل بين",
     "لا لم لن ليس ليست غير بدون", ""},
    {"he", nullptr, false, false, "של את על עם זה זו הוא היא הם כי גם או אם כל מה יש לא אין",
     "לא אין בלי אף", ""},
    {"hi", "hindi", false, false,
     "के का की में है हैं और से को पर यह वह कि ने एक इस भी हो था थी थे नहीं तो ही या", "नहीं न मत बिना", ""},
    {"ta", "tamil", false, false, "ஒரு என்று மற்றும் இந்த இது அது என்", "இல்லை அல்ல", ""},
    {"bn", nullptr, false, false, "এবং এই একটি করে থেকে ও যে এ না", "না নয় নেই", ""},
    {"ja", nullptr, false, false,
     "の に は を た が で て と し れ さ ある いる も する から な こと として", "ない なかっ ず",
     ""},
    {"zh", nullptr, false, false, "的 了 在 是 和 有 也 就 都 而 及 与 这 那 着 或",
     "不 没 没有 無 无 非 未 不会 不是 不能 不要 不可 不得 不再 从未 从不 并非 并不", ""},
    {"ko", nullptr, false, false, "이 그 저 것 수 등 및 는 은 가 를 을", "안 못 않 없 아니", ""},
    {"th", nullptr, false, false, "ที่ และ ใน ของ เป็น มี การ ได้ จะ ให้ ว่า", "ไม่ มิ ไร้", ""},
};

}  // namespace

std::span<const LanguageWords> AllLanguageWords() { return kAll; }

}  // namespace factcheck::search
