namespace Carewright.Laboratory.Papers;

/// <summary>Code 128 (ISO/IEC 15417), code set B: one bar and one space after the other, in modules.</summary>
internal static class Code128
{
    private const int StartB = 104;
    private const int Stop = 106;
    private const string Widths =
        "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 123122 123221 223211 221132 "
        + "221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 "
        + "231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 "
        + "314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 "
        + "111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 "
        + "114131 311141 411131 211412 211214 211232 2331112";

    private static readonly string[] s_patterns = Widths.Split(' ');

    /// <summary>The widths of a symbol, bar first; the quiet zones of 10 modules at both ends are not among them.</summary>
    /// <param name="text">Letters from space to tilde.</param>
    /// <exception cref="ArgumentException">A letter is none of these.</exception>
    internal static IReadOnlyList<int> Encode(string text)
    {
        if (text.Any(letter => letter is < ' ' or > '~'))
            throw new ArgumentException("Code set B has the letters from space to tilde.", nameof(text));
        int[] values = [StartB, .. text.Select(letter => letter - ' ')];
        var check = values.Select((value, place) => value * Math.Max(1, place)).Sum() % 103;
        return [.. values.Append(check).Append(Stop).SelectMany(value => s_patterns[value]).Select(width => width - '0')];
    }
}
