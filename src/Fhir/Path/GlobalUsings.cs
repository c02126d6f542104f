global using Carewright.Fhir.Definitions;
global using Carewright.Fhir.Json;
global using Carewright.Kernel;
