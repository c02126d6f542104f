using System.Globalization;

namespace Carewright.Sandbox.Conversation;

/// <summary>Times as HL7 v2 writes them (DTM, HL7 v2.5.1 ch. 2.A.22).</summary>
internal static class Stamps
{
    /// <summary>To the second, with the offset.</summary>
    public static string Of(DateTimeOffset at) =>
        at.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture) + at.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);

    /// <summary>The day.</summary>
    public static string Of(DateOnly day) => day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    /// <summary>The day that a time says; null when it says none.</summary>
    public static DateOnly? Day(string text) =>
        text.Length >= 8 && DateOnly.TryParseExact(text.AsSpan(0, 8), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
