namespace Carewright.Sandbox.Analyser;

/// <summary>What an instrument is to do with a specimen.</summary>
/// <param name="Specimen">Its number.</param>
/// <param name="Tests">The instrument's codes of the tests.</param>
internal sealed record InstrumentOrder(string Specimen, IReadOnlyList<string> Tests)
{
    /// <summary>The patient record that came with it, which goes back with the results; empty for none.</summary>
    public byte[] Patient { get; init; } = [];
}
