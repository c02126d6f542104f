using System.Collections.Frozen;

namespace Carewright.Fhir.Search;

/// <summary>
/// The letters that <see cref="SearchText"/> spells with plainer ones. The table is our own because .NET's normalisation does nothing to text beyond ASCII
/// when the process runs
/// without culture data, as this product does (<c>InvariantGlobalization</c>). It covers the composed letters of Latin, Greek and Cyrillic in lower case,
/// and half-width Japanese.
/// </summary>
internal static class SearchLetters
{
    private const char FirstHalfWidthKana = '\uFF66';
    private const string FullWidthKana = "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン";

    /// <summary>
    /// Kana that take the voicing mark: the voiced one is the next code point. The row of は takes the half-voiced mark too, two code points on.
    /// </summary>
    private const string Voiceable = "かきくけこさしすせそたちつてとはひふへほカキクケコサシスセソタチツテトハヒフヘホ";
    private const string HalfVoiceable = "はひふへほハヒフヘホ";

    private static readonly FrozenDictionary<char, string> s_plain = Table().SelectMany(row => row.Letters.Select(letter => KeyValuePair.Create(letter, row.Plain))).ToFrozenDictionary();

    /// <summary>How a lower-case letter is spelt plainly; null when it is plain.</summary>
    public static string? Spelling(char letter) => s_plain.GetValueOrDefault(letter);

    /// <summary>Full-width ASCII, the ideographic space and half-width kana in their usual width; any other character as it is.</summary>
    public static char UsualWidth(char c) => c switch
    {
        >= '\uFF01' and <= '\uFF5E' => (char)(c - 0xFEE0),
        >= FirstHalfWidthKana and < '\uFF9E' => FullWidthKana[c - FirstHalfWidthKana],
        '\uFF9E' => '\u3099',
        '\uFF9F' => '\u309A',
        _ => c,
    };

    /// <summary>
    /// One letter for a letter and the mark or jamo that follows it: Japanese voicing marks, Korean syllables. False when the two do not join.
    /// </summary>
    public static bool TryJoin(char first, char second, out char joined)
    {
        joined = second switch
        {
            '\u3099' when Voiceable.Contains(first) => (char)(first + 1),
            '\u309A' when HalfVoiceable.Contains(first) => (char)(first + 2),
            >= '\u1161' and <= '\u1175' when first is >= '\u1100' and <= '\u1112' => (char)(0xAC00 + ((first - 0x1100) * 21 + (second - 0x1161)) * 28),
            >= '\u11A8' and <= '\u11C2' when first is >= '\uAC00' and <= '\uD7A3' && (first - 0xAC00) % 28 == 0 => (char)(first + (second - 0x11A7)),
            _ => '\0',
        };
        return joined != '\0';
    }

    private static (string Plain, string Letters)[] Table() =>
    [
        ("a", "ªàáâãäåāăąǎǟǡǻȁȃȧḁẚạảấầẩẫậắằẳẵặⱥ"),
        ("ae", "æǣǽ"),
        ("b", "ƀḃḅḇ"),
        ("c", "çćĉċčḉ"),
        ("d", "ðďđḋḍḏḑḓ"),
        ("dz", "ǆǳ"),
        ("e", "èéêëēĕėęěǝȅȇȩəḕḗḙḛḝẹẻẽếềểễệ"),
        ("f", "ḟ"),
        ("ff", "ﬀ"),
        ("ffi", "ﬃ"),
        ("ffl", "ﬄ"),
        ("fi", "ﬁ"),
        ("fl", "ﬂ"),
        ("g", "ĝğġģǥǧǵḡ"),
        ("h", "ĥħȟḣḥḧḩḫẖ"),
        ("i", "ìíîïĩīĭįİıǐȉȋɨḭḯỉị"),
        ("ij", "ĳ"),
        ("j", "ĵǰ"),
        ("k", "ķĸǩḱḳḵ"),
        ("l", "ĺļľŀłḷḹḻḽ"),
        ("lj", "ǉ"),
        ("m", "ḿṁṃ"),
        ("n", "ñńņňŉŋǹṅṇṉṋ"),
        ("nj", "ǌ"),
        ("o", "ºòóôõöøōŏőơǒǫǭǿȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợ"),
        ("oe", "œ"),
        ("p", "ṕṗ"),
        ("r", "ŕŗřȑȓṙṛṝṟ"),
        ("s", "śŝşšſșṡṣṥṧṩẛ"),
        ("ss", "ß"),
        ("st", "ﬅﬆ"),
        ("t", "ţťŧțṫṭṯṱẗ"),
        ("th", "þ"),
        ("u", "ùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự"),
        ("v", "ṽṿ"),
        ("w", "ŵẁẃẅẇẉẘ"),
        ("x", "ẋẍ"),
        ("y", "ýÿŷȳẏẙỳỵỷỹ"),
        ("z", "źżžƶẑẓẕ"),
        ("ʒ", "ǯ"),
        ("α", "άἀἁἂἃἄἅἆἇὰάᾀᾁᾂᾃᾄᾅᾆᾇᾰᾱᾲᾳᾴᾶᾷ"),
        ("β", "ϐ"),
        ("ε", "έϵἐἑἒἓἔἕὲέ"),
        ("η", "ήἠἡἢἣἤἥἦἧὴήᾐᾑᾒᾓᾔᾕᾖᾗῂῃῄῆῇ"),
        ("θ", "ϑ"),
        ("ι", "ΐίϊἰἱἲἳἴἵἶἷὶίιῐῑῒΐῖῗ"),
        ("κ", "ϰ"),
        ("μ", "µ"),
        ("ο", "όὀὁὂὃὄὅὸό"),
        ("π", "ϖ"),
        ("ρ", "ϱῤῥ"),
        ("σ", "ςϲ"),
        ("υ", "ΰϋύϒϓϔὐὑὒὓὔὕὖὗὺύῠῡῢΰῦῧ"),
        ("φ", "ϕ"),
        ("ω", "ώὠὡὢὣὤὥὦὧὼώᾠᾡᾢᾣᾤᾥᾦᾧῲῳῴῶῷ"),
        ("а", "ӑӓ"),
        ("г", "ѓ"),
        ("е", "ѐёӗ"),
        ("ж", "ӂӝ"),
        ("з", "ӟ"),
        ("и", "йѝӣӥ"),
        ("к", "ќ"),
        ("о", "ӧ"),
        ("у", "ўӯӱӳ"),
        ("ч", "ӵ"),
        ("ы", "ӹ"),
        ("э", "ӭ"),
        ("і", "ї"),
        ("ѵ", "ѷ"),
        ("ә", "ӛ"),
        ("ө", "ӫ"),
    ];
}
