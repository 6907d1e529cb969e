import { useQuery } from '@tanstack/react-query';
import { listGallery } from '#libs/contracts';
import { call } from '../../app/call.js';

/** All that are there; they change rarely. */
export const useTemplates = () =>
  useQuery({ queryKey: ['templates'], queryFn: ({ signal }) => call(listGallery, { signal }), staleTime: 60_000 });
