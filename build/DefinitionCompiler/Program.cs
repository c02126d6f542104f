using Carewright.DefinitionCompiler;
using Carewright.Fhir.Definitions.Format;

// Reads the published FHIR R4 definitions of the npm package and writes the binary that the FHIR engine embeds, or the one of the terminology engine.
if (args is ["terminology", var folder, var archive])
{
    var published = new DefinitionPackage(folder);
    Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(archive))!);
    int count;
    using (var file = File.Create(archive + ".part"))
        count = TerminologyArchive.Write(TerminologyArchive.Files.SelectMany(published.Resources), file);
    File.Move(archive + ".part", archive, overwrite: true);
    Console.WriteLine($"R4 terminology: {count} resources, {new FileInfo(archive).Length} bytes");
    return 0;
}
if (args.Length != 2)
{
    Console.Error.WriteLine("usage: DefinitionCompiler [terminology] <folder of the R4 definitions> <output file>");
    return 2;
}

var package = new DefinitionPackage(args[0]);
var structures = new StructureCompiler(new SchemaFilter(package.Load("fhir.schema.json")), DefinitionPackage.LoadSupplement());
structures.Add(package.Resources("profiles-types.json"));
structures.Add(package.Resources("profiles-resources.json"));
var core = new DefinitionWriter();
structures.WriteContents(core);
var index = core.Position;
structures.WriteIndex(core);
var search = core.Position;
core.List(SearchCompiler.Parameters(package.Resources("search-parameters.json"), structures.IsType), p => p.Write(core));
SearchCompiler.Compartment(package.Load("compartmentdefinition-patient.json")).Write(core);
core.Fixed(search);
core.Fixed(index);

var terminology = new TerminologyCompiler();
foreach (var file in new[] { "valuesets.json", "v3-codesystems.json", "v2-tables.json" })
    terminology.Add(package.Resources(file));
var codes = new DefinitionWriter();
terminology.Write(codes);

var profiles = new DefinitionWriter();
var profileCount = ProfileCompiler.Write(["profiles-types.json", "profiles-others.json", "extension-definitions.json"], package, profiles);

Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(args[1]))!);
var temporary = args[1] + ".part";
using (var file = File.Create(temporary))
{
    file.Write(DefinitionFile.Magic);
    file.Write(core.ToSection());
    file.Write(codes.ToSection());
    file.Write(profiles.ToSection());
}
File.Move(temporary, args[1], overwrite: true);
Console.WriteLine($"R4 definitions: {structures.Count} types, {terminology.Summary}, {profileCount} profiles, {new FileInfo(args[1]).Length} bytes");
return 0;
