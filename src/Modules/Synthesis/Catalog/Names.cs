namespace Carewright.Synthesis.Catalog;

/// <summary>
/// Names of people who do not exist: ordinary given names with invented family names; a patient's family name ends in
/// digits, so that nobody takes one for a person.
/// </summary>
internal static class Names
{
    public static readonly IReadOnlyList<string> Female =
    [
        "Ada", "Alicia", "Amara", "Ana", "Anika", "Ayumi", "Beatriz", "Bianca", "Carmen", "Charlotte", "Chloé", "Clara", "Daniela", "Denise", "Elena", "Emily",
        "Esther", "Fatima", "Fiona", "Gabriela", "Grace", "Hannah", "Ingrid", "Irene", "Isabel", "Jasmine", "Joan", "Josefina", "Kavya", "Keisha", "Latoya", "Laura",
        "Linh", "Lucía", "Mae", "Margaret", "María", "Mei", "Miriam", "Nadia", "Naomi", "Nia", "Olivia", "Patricia", "Priya", "Rachel", "Renée", "Rosa",
        "Ruth", "Sara", "Sofía", "Susan", "Tamika", "Teresa", "Uma", "Valentina", "Wanda", "Ximena", "Yolanda", "Zoë",
    ];

    public static readonly IReadOnlyList<string> Male =
    [
        "Aaron", "Abdul", "Adrian", "Alan", "Alejandro", "Andre", "Anthony", "Arjun", "Benjamin", "Björn", "Carlos", "Cesar", "Chen", "Daniel", "Darnell", "David",
        "Diego", "Edward", "Emilio", "Eric", "Felix", "Frank", "George", "Hassan", "Hector", "Hiro", "Hugo", "Ian", "Isaac", "Jamal", "James", "Javier",
        "Jesús", "Joel", "José", "Kenji", "Kevin", "Leon", "Luis", "Malik", "Marcus", "Martin", "Mateo", "Miguel", "Minh", "Nathan", "Noah", "Omar",
        "Óscar", "Paul", "Peter", "Rafael", "Ravi", "Robert", "Samuel", "Tariq", "Thomas", "Victor", "Walter", "Xavier",
    ];

    public static readonly IReadOnlyList<string> Family =
    [
        "Testwell", "Demoson", "Samplewright", "Mockridge", "Placeholm", "Fauxberg", "Syntheson", "Dummond", "Exampleton", "Trialby", "Fixturello", "Stubbins-Test", "Nullworth", "Specimann", "Pseudano", "Fabricado",
        "Inventor-Test", "Notareal", "Mustermann", "Ejemplar", "Modeloza", "Prototypo", "Seedling", "Randomez", "Generova", "Sandboxer", "Practison", "Loremipsen", "Quasidottir", "Virtualova", "Artifice", "Contrivano",
    ];

    /// <summary>Family names of staff, without digits: one for each post.</summary>
    public static readonly IReadOnlyList<string> StaffFamily =
    [
        "Testwood", "Demofield", "Samplestone", "Mockbridge", "Placeman", "Fauxley", "Synthwell", "Dummerton", "Examplar", "Trialwood", "Fixtureman", "Stubfield", "Nullston", "Specimore", "Pseudham", "Fabricant",
        "Inventwell", "Unrealis", "Musterfield", "Ejemplez", "Modelwright", "Protowell", "Seedfield", "Randomley", "Genericson", "Sandbury", "Practiswell", "Loremby", "Quasimore", "Virtuwell",
    ];

    public static readonly IReadOnlyList<string> Streets =
    [
        "Sample Street", "Fixture Lane", "Mockingbird Test Road", "Placeholder Avenue", "Demo Drive", "Lorem Lane", "Stub Court", "Example Terrace", "Seed Street", "Sandbox Way", "Trial Hill", "Prototype Place",
    ];

    public static (string Given, string Short)? Nickname(string given) => given switch
    {
        "Margaret" => (given, "Peggy"),
        "Patricia" => (given, "Pat"),
        "Susan" => (given, "Sue"),
        "Josefina" => (given, "Pepa"),
        "Gabriela" => (given, "Gabi"),
        "Isabel" => (given, "Isa"),
        "Alejandro" => (given, "Ale"),
        "Benjamin" => (given, "Ben"),
        "Edward" => (given, "Ed"),
        "Robert" => (given, "Bob"),
        "Thomas" => (given, "Tom"),
        "Samuel" => (given, "Sam"),
        "Anthony" => (given, "Tony"),
        "José" => (given, "Pepe"),
        "Nathan" => (given, "Nate"),
        _ => null,
    };
}
