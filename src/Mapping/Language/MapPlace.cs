namespace Carewright.Mapping.Language;

/// <summary>Where something stands in a map file.</summary>
/// <param name="File">Name of the file, without folder and ending.</param>
/// <param name="Line">From 1.</param>
internal sealed record MapPlace(string File, int Line)
{
    /// <summary><c>map:FILE:LINE</c>, as an origin names it.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"map:{File}:{Line}");
}
