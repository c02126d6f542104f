namespace Carewright.Migration.Sources;

/// <summary>One file of an import, or one member of an archive.</summary>
/// <param name="Name">Path as a person would name it: <c>folder/file.json</c>, <c>archive.zip!member.ndjson</c>.</param>
/// <param name="Open">Opens it for one sequential read. Members of an archive are read in the archive's order, so each must be read before the next is asked for.</param>
public sealed record ImportSource(string Name, Func<Stream> Open);
